import pytest

import gongkai


@pytest.mark.django_db
def test_health_answers_json(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["database"] == "ok"


@pytest.mark.django_db
def test_health_fails_when_the_database_does(client, monkeypatch):
    monkeypatch.setattr("gongkai.server.health._database", lambda: "OperationalError")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "version": gongkai.__version__, "database": "OperationalError"}

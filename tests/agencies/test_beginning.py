"""The first account of a new installation."""

import pytest
from django.contrib.auth.models import User

from gongkai.agencies.models import RoleAssignment
from gongkai.agencies.services import begin_administration
from gongkai.findings import Refused

pytestmark = pytest.mark.django_db


def test_the_first_account_is_the_security_administrator_and_there_is_only_one_first():
    user, password = begin_administration(username="first", name="示例甲")
    assert user.check_password(password)
    assert RoleAssignment.objects.get(user=user).role == "security_admin"
    with pytest.raises(Refused, match="已经有安全管理员"):
        begin_administration(username="second", name="示例乙")


def test_a_bad_name_leaves_no_account():
    with pytest.raises(Refused, match="用户名"):
        begin_administration(username="大 写", name="")
    assert not User.objects.exists()

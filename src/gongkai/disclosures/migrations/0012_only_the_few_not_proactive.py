from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0011_bulk_acts")]

    operations = [
        migrations.RemoveIndex(model_name="disclosure", name="disclosure_attribute"),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("attribute", "proactive"), _negated=True),
                fields=["agency", "attribute"],
                name="disclosure_not_proactive",
            ),
        ),
    ]

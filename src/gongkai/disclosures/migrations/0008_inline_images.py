from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_corrections_and_reassessments"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="inline",
            field=models.BooleanField(default=False, editable=False, verbose_name="正文里的图片"),
        ),
    ]

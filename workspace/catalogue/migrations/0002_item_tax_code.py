"""An item bears a tax code. One that is there gets the code that its rate means, if only one does.

In Latvia 12 % is both the reduced rate and, for a year, that of some food: such an item keeps its
rate as it was written, and a person chooses.
"""

from django.db import migrations, models

FORWARDS = """
UPDATE catalogue_item SET tax_code = known.tax_code
FROM company_company AS company, (VALUES
    ('LV', 'S', 21, 'standard'), ('LV', 'S', 5, 'press'),
    ('EE', 'S', 24, 'standard'), ('EE', 'S', 9, 'reduced'),
    ('LT', 'S', 21, 'standard'), ('LT', 'S', 12, 'reduced'), ('LT', 'S', 5, 'low'),
    ('KZ', 'S', 16, 'standard'), ('KZ', 'S', 5, 'medicines'),
    ('', 'Z', 0, 'zero'), ('', 'E', 0, 'exempt'), ('', 'AE', 0, 'reverse-charge'),
    ('', 'O', 0, 'outside')
) AS known (country, category, rate, tax_code)
WHERE company.country IN ('LV', 'EE', 'LT', 'KZ') AND known.country IN ('', company.country)
    AND catalogue_item.vat_category = known.category AND catalogue_item.vat_rate = known.rate;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("company", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="tax_code",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="VAT"),
        ),
        migrations.AlterField(
            model_name="item",
            name="vat_category",
            field=models.CharField(
                choices=[
                    ("S", "With VAT"),
                    ("Z", "Zero rate"),
                    ("E", "Exempt from VAT"),
                    ("AE", "Reverse charge"),
                    ("K", "Supply within the EU"),
                    ("G", "Export"),
                    ("O", "Outside the scope of VAT"),
                ],
                default="S",
                max_length=2,
                verbose_name="VAT category",
            ),
        ),
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]

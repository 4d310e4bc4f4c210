"""A line bears a tax code, and may be a supply within the EU (K) or an export (G).

Lines of drafts get the code that their rate means, if only one does; issued ones stay as they are.
"""

from django.db import migrations, models
from django.db.models import Q

FORWARDS = """
UPDATE sales_line SET tax_code = known.tax_code
FROM company_company AS company, sales_document AS document, (VALUES
    ('LV', 'S', 21, 'standard'), ('LV', 'S', 5, 'press'),
    ('EE', 'S', 24, 'standard'), ('EE', 'S', 9, 'reduced'),
    ('LT', 'S', 21, 'standard'), ('LT', 'S', 12, 'reduced'), ('LT', 'S', 5, 'low'),
    ('KZ', 'S', 16, 'standard'), ('KZ', 'S', 5, 'medicines'),
    ('', 'Z', 0, 'zero'), ('', 'E', 0, 'exempt'), ('', 'AE', 0, 'reverse-charge'),
    ('', 'O', 0, 'outside')
) AS known (country, category, rate, tax_code)
WHERE company.country IN ('LV', 'EE', 'LT', 'KZ') AND known.country IN ('', company.country)
    AND document.id = sales_line.document_id AND document.state = 'draft'
    AND sales_line.credits_id IS NULL
    AND sales_line.vat_category = known.category AND sales_line.vat_rate = known.rate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0004_documents_know_their_import"),
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="tax_code",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="line",
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
            ),
        ),
        migrations.RemoveConstraint(model_name="line", name="sales_line_vat"),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=Q(vat_category="S", vat_rate__gt=0, vat_rate__lte=100)
                | Q(vat_category__in=["Z", "E", "AE", "K", "G", "O"], vat_rate=0),
                name="sales_line_vat",
            ),
        ),
        migrations.RunSQL(FORWARDS, migrations.RunSQL.noop),
    ]

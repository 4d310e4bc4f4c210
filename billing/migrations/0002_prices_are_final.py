from django.db import migrations

FORWARDS = """
CREATE FUNCTION billing_price_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'a price is final: another one follows' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER billing_price_is_final BEFORE UPDATE OR DELETE ON billing_planprice
    FOR EACH ROW EXECUTE FUNCTION billing_price_is_final();
"""
BACKWARDS = """
DROP TRIGGER billing_price_is_final ON billing_planprice;
DROP FUNCTION billing_price_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

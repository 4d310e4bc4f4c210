"""Payments and reversals are final, and nothing is paid twice, whoever writes: the database refuses.

An allocation is checked when it is made, with its payment and its invoice held, in this order. A
credit note that comes later may leave an invoice overpaid.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION money_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is final', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER money_payment_is_final BEFORE UPDATE OR DELETE ON money_payment
    FOR EACH ROW EXECUTE FUNCTION money_is_final();
CREATE TRIGGER money_reversal_is_final BEFORE UPDATE OR DELETE ON money_reversal
    FOR EACH ROW EXECUTE FUNCTION money_is_final();
CREATE TRIGGER money_allocation_is_final BEFORE UPDATE ON money_allocation
    FOR EACH ROW EXECUTE FUNCTION money_is_final();

CREATE FUNCTION money_payment_has_come() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    -- One day is for time zones.
    IF NEW.date > CURRENT_DATE + 1 THEN
        RAISE EXCEPTION 'a payment of the future' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'money_payment_has_come';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_payment_has_come BEFORE INSERT ON money_payment
    FOR EACH ROW EXECUTE FUNCTION money_payment_has_come();

-- Whoever allocates the payment at the same moment waits.
CREATE FUNCTION money_reversal_holds_its_payment() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM money_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER money_reversal_holds_its_payment BEFORE INSERT ON money_reversal
    FOR EACH ROW EXECUTE FUNCTION money_reversal_holds_its_payment();

CREATE FUNCTION money_allocation_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    payment money_payment;
    invoice sales_document;
    wrong text;
BEGIN
    SELECT * INTO payment FROM money_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    SELECT * INTO invoice FROM sales_document WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
    IF payment.id IS NULL OR invoice.id IS NULL THEN
        wrong := 'nothing to allocate';
    ELSIF invoice.kind <> 'invoice' OR invoice.state <> 'issued' THEN
        wrong := 'only an issued invoice is paid';
    ELSIF invoice.party_id <> payment.party_id OR invoice.currency <> payment.currency THEN
        wrong := 'the invoice is of another party or currency';
    ELSIF NEW.amount <> round(NEW.amount, payment.decimals) THEN
        wrong := 'an amount below the minor unit';
    ELSIF EXISTS (SELECT FROM money_reversal WHERE payment_id = payment.id) THEN
        wrong := 'a reversed payment pays nothing';
    ELSIF payment.amount < (
        SELECT sum(amount) FROM money_allocation WHERE payment_id = payment.id
    ) THEN
        wrong := 'more is allocated than was paid';
    ELSIF invoice.gross < (
        SELECT sum(one.amount) FROM money_allocation one
            WHERE one.invoice_id = invoice.id AND NOT EXISTS (
                SELECT FROM money_reversal WHERE payment_id = one.payment_id)
    ) + coalesce((
        SELECT sum(gross) FROM sales_document WHERE credits_id = invoice.id AND state = 'issued'
    ), 0) THEN
        wrong := 'more is allocated than is open';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation',
            CONSTRAINT = 'money_allocation_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER money_allocation_adds_up AFTER INSERT ON money_allocation
    FOR EACH ROW EXECUTE FUNCTION money_allocation_adds_up();
"""
BACKWARDS = """
DROP TRIGGER money_allocation_adds_up ON money_allocation;
DROP TRIGGER money_reversal_holds_its_payment ON money_reversal;
DROP TRIGGER money_payment_has_come ON money_payment;
DROP TRIGGER money_allocation_is_final ON money_allocation;
DROP TRIGGER money_reversal_is_final ON money_reversal;
DROP TRIGGER money_payment_is_final ON money_payment;
DROP FUNCTION money_allocation_adds_up();
DROP FUNCTION money_reversal_holds_its_payment();
DROP FUNCTION money_payment_has_come();
DROP FUNCTION money_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial"), ("sales", "0004_documents_know_their_import")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

from django.urls import path

from post.outbox_page import outbox
from post.views import mail_reports, sms_reports

urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("mail/reports/", mail_reports, name="mail-reports"),
    path("sms/reports/", sms_reports, name="sms-reports"),
]

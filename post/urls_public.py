from django.urls import path

from post.outbox_page import outbox
from post.views import sms_reports

urlpatterns = [
    path("outbox/", outbox, name="outbox"),
    path("sms/reports/", sms_reports, name="sms-reports"),
]

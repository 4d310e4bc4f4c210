from django.urls import path

from post.views import sms_reports

urlpatterns = [
    path("sms/reports/", sms_reports, name="sms-reports"),
]

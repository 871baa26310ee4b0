from django.urls import URLPattern, URLResolver, path

from extramile.web.office.customers import erasing, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.search, name="customers"),
    path("consent", pages.consent, name="customer-consent"),
    path("<int:pk>/", pages.customer, name="customer"),
    path("<int:pk>/erase", erasing.erase, name="customer-erase"),
    path("answer", erasing.answer, name="answer-erase"),
    path("receipts/", erasing.receipts, name="erasure-receipts"),
    path("receipts/<int:pk>/", erasing.receipt, name="erasure-receipt"),
]

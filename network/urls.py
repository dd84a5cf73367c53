"""Addresses of the network, German in every language (portal/urls.py puts the language before them)."""

from django.urls import include, path

from .views import alliances, answers, cooperations, lists, questions, wishes

app_name = "network"
urlpatterns = [
    path("buendnisse/", alliances.alliance_list, name="alliances"),
    path("buendnisse/<slug:slug>/", alliances.alliance_detail, name="alliance"),
    path("kooperationen/", lists.cooperation_list, name="cooperations"),
    path("kooperationen/feed.xml", lists.cooperation_feed, name="cooperation_feed"),
    path("kooperationen/tabelle.csv", lists.cooperation_table, name="cooperation_table"),
    path("kooperationen/anfrage/<str:token>/", answers.answer, name="answer"),
    path("kooperationen/nachfragen/<str:token>/", questions.questions, name="questions"),
    path("kooperationen/gesuche/", wishes.wish_list, name="wishes"),
    path("kooperationen/gesuche/<slug:slug>/", wishes.wish_detail, name="wish"),
    path("kooperationen/<slug:slug>/", cooperations.cooperation_detail, name="cooperation"),
    path("kooperationen/<slug:slug>/steckbrief.pdf", cooperations.cooperation_sheet, name="cooperation_sheet"),
    path("netzwerk/", include("network.picture.urls")),
]

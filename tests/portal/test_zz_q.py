from tests.portal.test_pages import *
from django.test.utils import CaptureQueriesContext
from django.db import connection
def test_q(client, home, index):
    news(index,1); OfferFactory(actor=actor()); home.figures_title="Z"; home.save_revision().publish()
    for u in ("/","/aktuelles/","/aktuelles/nachricht-1/"):
        client.get(u); cache.delete("portal.register_figures")
        with CaptureQueriesContext(connection) as c: client.get(u)
        print("=====",u,len(c))
        for q in c.captured_queries: print(" ",q["sql"][:60],"...",q["sql"][q["sql"].find("FROM"):][:230])

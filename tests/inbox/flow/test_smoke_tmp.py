import pytest, time
from tests.cast import hire, open_channel_of
from datetime import datetime, timezone
from inbox.networks.items import *
from inbox.flow.ingest import receive
@pytest.mark.django_db(transaction=True)
def test_x():
    t=time.time(); c=hire("acme"); print("hire",time.time()-t)
    at=datetime(2026,1,1,tzinfo=timezone.utc)
    for n in range(3):
        t=time.time()
        print(receive(organisation_id=c.id,channel_id=c.channel_id,stream_id=None,items=[IncomingItem(external_id=f"{n}",kind="post",author=Author("a","a"),own=False,text="hello",sent_at=at,in_reply_to=None,conversation=None,visibility="public")],cursor_after=None), time.time()-t)

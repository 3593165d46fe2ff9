import difflib
from tests.walls.test_values import *
def test_d(agent, own, acme, globex):
    for name,f,a in (("state","x1","x2"),("channel",references(globex)["channel"],ABSENT["channel"])):
        for path in ("/acme/desk/cases/1/",):
            x=ask(agent,"GET",f"{path}?{name}={f}"); y=ask(agent,"GET",f"{path}?{name}={a}")
            print(x.status,y.status)
            print("\n".join(difflib.unified_diff(x.body.splitlines(),y.body.splitlines(),n=0,lineterm="")))
    path="/acme/desk/cases/1/assign/"
    x=ask(agent,"POST",path,UNIVERSAL|{"member":references(globex)["member"]}); y=ask(agent,"POST",path,UNIVERSAL|{"member":ABSENT["member"]})
    print("\n".join(difflib.unified_diff(x.body.splitlines(),y.body.splitlines(),n=0,lineterm="")))
    assert 0

"""The review page of a desk: server-rendered, usable without JavaScript, asking nobody but its own server for anything.

`serving` opens it, `app` puts it together, `shield` and `guard` keep it safe, `api` gives programs what the pages give people; each
other module is one screen. What a claim's state means, and who may do what, is decided in `claimcheck.review` alone.
"""

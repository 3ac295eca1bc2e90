"""The two faces of a session: full screen (`app`) and a dialogue in lines (`plain`); both only ask and show.

What can be done, and what it does, is in `claimcheck.session.commands`.
"""

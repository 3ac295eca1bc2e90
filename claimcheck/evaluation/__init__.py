"""How good it is, measured: gold sets, runs that can be taken up again, metrics with intervals, comparison and gates.

`gold` and `validating` are the sets, `suites` and `runs` the work, `matching` and `scoring` lay predictions beside gold, `figures`
and `metrics` turn that into numbers, `statistics` says how far they can be trusted. Runs go through the same pipeline object as
`claimcheck check`.
"""

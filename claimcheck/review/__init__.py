"""The review queue, in which people confirm, correct or overrule the machine, and the people who do."""

"""The two tenants of `pipeline.Engine`: an LLM, and the models that ship with the package."""

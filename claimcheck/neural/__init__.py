"""The built-in models: small networks that ship inside the package and run on onnxruntime alone.

Nothing is loaded on import: a session is opened the first time that it is asked something. Training lives in `eval/training`
and never here; what each set of weights was trained on, and how well it does, is told in `cards/`.
"""

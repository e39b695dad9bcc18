# Bindings.

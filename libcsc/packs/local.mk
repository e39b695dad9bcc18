# Rule packs and protocols.

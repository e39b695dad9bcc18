/* What the commands on rule packs share. */
#ifndef KIT_PHRASE_H
#define KIT_PHRASE_H

#include "kit.h"

/* A pack by the name of an embedded one, or from a file (YAML or compiled). NULL after a message. The caller destroys it. */
csc_pack *kit_pack_open(kit *k, const char *name);

#endif

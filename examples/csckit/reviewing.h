/* Protocols and reviews: shared by `csckit review' and the report. */
#ifndef KIT_REVIEWING_H
#define KIT_REVIEWING_H

#include "conversations.h"

typedef struct kit_protocols {
    csc_protocol **protocol;
    csc_protocol_info *info;
    csc_reviewer **reviewer; /* one a protocol, made when first needed */
    csc_reviewer *plain;     /* for contacts that no protocol fits: findings and metrics only */
    size_t count;
} kit_protocols;

/* Those named with --protocol (files or names), else all that are part of the library. */
int kit_protocols_open(kit *k, kit_protocols *p);
void kit_protocols_close(kit_protocols *p);
/* Reviews a conversation with the protocol that fits best (most fields, then priority, then name). The result is an object of FORMATS
 * section 2; *index is set to the protocol, SIZE_MAX for none. NULL after a message. */
kit_value *kit_review(kit *k, kit_protocols *p, const kit_packs *packs, const kit_conversation *c, size_t *index);

#endif

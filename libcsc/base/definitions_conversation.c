/* Definitions of conversation, in the order of their ids. */
#include "base/internal.h"

const csc_i_definition_table csc_i_definitions_conversation = {NULL, 0};

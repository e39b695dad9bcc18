/* libcsc-io: files, formats and threads. Needs POSIX; the core does not. One header a concern:
 *   io_file.h          bytes of a file, atomic writing, the source that readers pull from
 *   io_conversation.h conversations and texts from transcripts of many kinds
 *   io_csv.h           tables: CSV into typed columns
 *   io_pack.h          rule packs from YAML files
 *   io_tree.h          YAML and JSON documents as one kind of tree with positions, JSON Lines
 *   io_writer.h        sinks that write JSON and CSV
 *   io_zone.h          time zones from TZif files
 *   io_threads.h       an executor on POSIX threads
 *
 * Errors carry line and column (both from 1) and the byte offset (from 0) of the bad spot; the caller, who knows the file's
 * name, prints "file:line:column: message".
 */
#ifndef CSC_IO_SUBJECTS_H
#define CSC_IO_SUBJECTS_H

#include "csc/io_conversation.h"
#include "csc/io_csv.h"
#include "csc/io_file.h"
#include "csc/io_pack.h"
#include "csc/io_protocol.h"
#include "csc/io_threads.h"
#include "csc/io_tree.h"
#include "csc/io_writer.h"
#include "csc/io_zone.h"

#endif

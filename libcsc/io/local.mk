# libcsc-io: sources go to libcsc_libcsc_io_core_la_SOURCES.
cscinclude_HEADERS += \
	include/csc/io.h \
	include/csc/io_conversation.h \
	include/csc/io_csv.h \
	include/csc/io_file.h \
	include/csc/io_pack.h \
	include/csc/io_protocol.h \
	include/csc/io_threads.h \
	include/csc/io_tree.h \
	include/csc/io_writer.h \
	include/csc/io_zone.h
libcsc_libcsc_io_core_la_SOURCES += \
	libcsc/io/conversation.c \
	libcsc/io/transcript.h \
	libcsc/io/transcript_amazon.c \
	libcsc/io/transcript_captions.c \
	libcsc/io/transcript_convokit.c \
	libcsc/io/transcript_helpdesk.c \
	libcsc/io/transcript_member.c \
	libcsc/io/transcript_own.c \
	libcsc/io/transcript_vcon.c \
	libcsc/io/transcripts.c \
	libcsc/io/csv_cell.c \
	libcsc/io/csv.c \
	libcsc/io/csv.h \
	libcsc/io/csv_value.c \
	libcsc/io/csv_time.c \
	libcsc/io/csv_read.c \
	libcsc/io/csv_fill.c \
	libcsc/io/csv_column.c \
	libcsc/io/file.c \
	libcsc/io/internal.h \
	libcsc/io/json.c \
	libcsc/io/json_writer.c \
	libcsc/io/jsonl.c \
	libcsc/io/pack_yaml.c \
	libcsc/io/protocol_yaml.c \
	libcsc/io/support.c \
	libcsc/io/threads.c \
	libcsc/io/tree.c \
	libcsc/io/tree.h \
	libcsc/io/yaml.c \
	libcsc/io/zone.c

/* libcsc-io: time zones from TZif files (RFC 9636), as the system's zoneinfo folder holds them. */
#ifndef CSC_IO_ZONE_H
#define CSC_IO_ZONE_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A time zone: immutable, may be used by many threads at once. */
typedef struct csc_zone csc_zone;

/** Which reading of a local time is meant when clocks go back and it comes twice. */
enum csc_zone_choice { CSC_ZONE_EARLIER = 0, CSC_ZONE_LATER = 1 };

/** Opens a zone by its name ("Europe/Berlin") or the path of a TZif file ("/srv/zones/x", "./x").
 * @param folder, folder_length where names are looked up; NULL: /usr/share/zoneinfo, /usr/lib/zoneinfo, /usr/share/lib/zoneinfo,
 * /etc/zoneinfo
 * @return CSC_OK; CSC_E_NOTFOUND (no such zone); CSC_E_FORMAT (not a TZif file, or damaged; err->byte); CSC_E_UNSUPPORTED (a zone
 *         that counts leap seconds); CSC_E_IO; CSC_E_INVALID (a name that leads out of the folder); CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_zone_open(csc_zone **out, const char *name, size_t name_length, const char *folder,
                                               size_t folder_length, const csc_context *context, csc_error *err);

/** The same from the bytes of a TZif file; they are not kept and may come from anywhere. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_zone_parse(csc_zone **out, const void *bytes, size_t length, const csc_context *context,
                                                csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_zone_destroy(csc_zone *self);

/** The difference from UTC at an instant.
 * @param utc_us   microseconds since 1970-01-01 UTC
 * @param offset_s set to the seconds to add to UTC for local time; may be NULL
 * @param dst      set to 1 in daylight saving time, else 0; may be NULL
 * @return CSC_OK; CSC_E_INVALID. O(log transitions). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_zone_offset(const csc_zone *self, int64_t utc_us, int32_t *offset_s, int32_t *dst);

/** The instant at which clocks show a local time.
 * @param local_us microseconds since 1970-01-01 00:00 on local clocks
 * @param choice   enum csc_zone_choice, for local times that come twice
 * @param utc_us   set to the instant. A local time that is skipped when clocks go forward counts with the difference from before: 02:30
 *                 becomes the instant at which clocks show 03:30
 * @return CSC_OK; CSC_E_INVALID; CSC_E_RANGE (beyond int64). O(log transitions). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_zone_to_utc(const csc_zone *self, int64_t local_us, int32_t choice, int64_t *utc_us);

/** The next change of the difference from UTC after an instant, so that a calendar can be laid out as stretches of one offset.
 * @param at_us    set to the change
 * @return CSC_OK; CSC_E_NOTFOUND (there is none); CSC_E_INVALID. O(log transitions). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_zone_next(const csc_zone *self, int64_t utc_us, int64_t *at_us);

#ifdef __cplusplus
}
#endif

#endif

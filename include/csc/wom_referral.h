/* libcsc wom, referral value: who brought whom, and what that is worth. */
#ifndef CSC_WOM_REFERRAL_H
#define CSC_WOM_REFERRAL_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Referral credit and customer referral value over a log. Immutable: any number of threads may read it. */
typedef struct csc_wom_referral csc_wom_referral;

/** What was found in the log. Rows are CSC_NOWHERE when there was none. */
typedef struct csc_wom_referral_info {
    uint64_t customers; /* people named in the log */
    uint64_t referrals; /* rows that count: a referrer and somebody who had none before */
    uint64_t repeats;   /* rows that name a further referrer of somebody; without credit */
    uint64_t loops;     /* rows from a person to themselves; dropped */
    uint64_t missing;   /* rows with a blank name; dropped */
    uint64_t cycles;    /* circles of referrals; an impossible log. Their own arcs earn no credit */
    uint64_t first_repeat, first_loop, first_missing;
} csc_wom_referral_info;

/** One customer. */
typedef struct csc_wom_referral_customer {
    double credit;     /* people brought: 1 for each directly, decay for each that those brought, decay^2 for the next ... */
    double crv;        /* the same sum over what each is worth, see csc_wom_referral_create */
    double direct;     /* people brought directly */
    uint32_t depth;    /* levels of people below */
    uint32_t referrer; /* who brought them; UINT32_MAX for nobody */
    uint32_t cycle;    /* 1 + the index of the circle they are in; 0 for none */
    uint32_t reserved;
} csc_wom_referral_customer;

/** Reads a referral log. Customer referral value (Kumar, Petersen & Leone 2007) counts for each person brought
 *   type_one * (value - cost) + saving
 * where `type_one` is the share of them who would not have come otherwise, `value` what a customer is worth after retention marketing,
 * `cost` the reward paid for the referral and `saving` the acquisition cost that was spared (it is spared for those too who would have
 * come anyway). All four and `decay`, what indirect credit loses a level, are parameters of the spec "wom:referral/1".
 * Values are present values; discount them before.
 * @param out       set to the new object, or to NULL on any error; never NULL itself
 * @param from, to  who referred whom, `rows` names; the first referrer counts, by time, and by row where times are equal or missing
 * @param time      NULL, or a column of any numbers that grow with time; blank is last
 * @param value     NULL: the parameter `value` for everybody; else what the person in `to` is worth, finite; a blank is the parameter
 * @param context   allocator; NULL for the defaults; must outlive the object
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (err->row, err->key); CSC_E_TYPE; CSC_E_LIMIT; CSC_E_INVALID; CSC_E_NOMEM.
 * Time O(rows log rows). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_referral_create(csc_wom_referral **out, const char *spec, size_t spec_length,
                                                         const csc_text_column *from, const csc_text_column *to, const csc_column *time,
                                                         const csc_column *value, size_t rows, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_referral_destroy(csc_wom_referral *self);

/** Counts. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_referral_info_get(const csc_wom_referral *self, csc_wom_referral_info *out);

/** Customer `index`, 0 to customers - 1 in the order of their first coming in the log. @param label, length set to the name; may be
 * NULL @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_referral_get(const csc_wom_referral *self, uint32_t index, const char **label, size_t *length,
                                                      csc_wom_referral_customer *out);

/** Hands the log to `sink`: definition, customers [{customer, credit, crv, depth}] by falling crv, then credit, then first coming,
 * cycles [[name, ...]], n, missing, status; at CSC_VISIT_DETAIL each customer's direct and referrer, and referrals, repeats and loops;
 * at CSC_VISIT_EXPLAIN formula, source and limits.
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. O(customers). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_referral_visit(const csc_wom_referral *self, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif

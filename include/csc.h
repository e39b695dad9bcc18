/* libcsc, customer satisfaction calculations: the one header that C programs include. */
#ifndef CSC_H
#define CSC_H

#include "csc/base.h"
#include "csc/churn.h"
#include "csc/conversation.h"
#include "csc/impact.h"
#include "csc/lifetime.h"
#include "csc/metric.h"
#include "csc/num.h"
#include "csc/phrase.h"
#include "csc/satisfaction.h"
#include "csc/survival.h"
#include "csc/text.h"
#include "csc/wom.h"

#endif

#!/usr/bin/env python3
"""Peers of the churn jobs: lifetimes, lifelines and scikit-learn, on a base of the same make as tests/bench/churn.c (1M customers)."""
import os
import sys
import time
import warnings

try:
    import numpy as np
except ImportError:
    sys.exit(77)
warnings.filterwarnings('ignore')
jobs = os.environ.get('JOBS', '').split()
N = int(os.environ.get('BENCH_CUSTOMERS', '1000000'))
rng = np.random.default_rng(1)
found = False


def wanted(job):
    return not jobs or any(j in job for j in jobs)


def seconds(work):
    a = time.perf_counter()
    work()
    return time.perf_counter() - a


def peer(job, name, value, unit, about):
    print('PEER %s %s %.6g %s %s' % (job, name, value, unit, about), flush=True)


def purchases():
    """x, t_x, T at day grain and the log."""
    born = 700 * rng.random(N)
    rate = rng.gamma(0.243, 1 / (4.414 * 7), N)
    p = rng.beta(0.793, 2.426, N)
    at, day, x = born.copy(), np.floor(born), np.zeros(N)
    ids, days = [np.arange(N)], [day.copy()]
    alive = np.arange(N)
    while len(alive):
        at[alive] += rng.exponential(1 / np.maximum(rate[alive], 1e-12))
        alive = alive[at[alive] < 730]
        ids.append(alive)
        days.append(np.floor(at[alive]))
        later = np.floor(at[alive]) > day[alive]
        x[alive[later]] += 1
        day[alive[later]] = np.floor(at[alive[later]])
        alive = alive[rng.random(len(alive)) >= p[alive]]
    first = np.floor(born)
    return x, day - first, 730 - first, np.concatenate(ids), np.concatenate(days)


if any(wanted(j) for j in ('churn.bg.fit', 'churn.gg.fit', 'churn.clv12', 'churn.rfm', 'churn.bg.alive')):
    try:
        import lifetimes
        import pandas as pd
        found = True
    except ImportError:
        lifetimes = None
    if lifetimes is not None:
        version = 'lifetimes-%s' % lifetimes.__version__
        x, t_x, T, ids, days = purchases()
        fitter = lifetimes.BetaGeoFitter()

        def unique_rows():
            frame = pd.DataFrame({'x': x, 't': t_x, 'T': T})
            u = frame.groupby(['x', 't', 'T']).size().reset_index(name='n')
            fitter.fit(u['x'], u['t'], u['T'], weights=u['n'])

        if wanted('churn.bg.fit') or wanted('churn.clv12') or wanted('churn.bg.alive'):
            peer('churn.bg.fit', 'lifetimes', seconds(unique_rows), 's', version + '-on-unique-rows-compressing-included')
        if wanted('churn.bg.alive'):
            peer('churn.bg.alive', 'lifetimes', N / seconds(lambda: fitter.conditional_probability_alive(x, t_x, T)), 'rows/s', version)
        repeat = x > 0
        mean = np.where(repeat, rng.gamma(6.25 * np.maximum(x, 1)) / np.maximum(x, 1) * 15.44 / rng.gamma(3.74, size=N), 0)
        gamma = lifetimes.GammaGammaFitter()
        if wanted('churn.gg.fit') or wanted('churn.clv12'):
            peer('churn.gg.fit', 'lifetimes', seconds(lambda: gamma.fit(pd.Series(x[repeat]), pd.Series(mean[repeat]))), 's', version)
        if wanted('churn.clv12'):
            s = [pd.Series(v) for v in (x, t_x, T, mean)]
            peer('churn.clv12', 'lifetimes', seconds(lambda: gamma.customer_lifetime_value(fitter, *s, time=12, freq='D')), 's', version)
        if wanted('churn.rfm'):
            frame = pd.DataFrame({'id': ids, 'date': pd.Timestamp('2020-01-01') + pd.to_timedelta(days, unit='D')})
            run = lambda: lifetimes.utils.summary_data_from_transaction_data(frame, 'id', 'date', observation_period_end='2021-12-31')
            peer('churn.rfm', 'lifetimes', seconds(run), 's', version)

if any(wanted(j) for j in ('churn.km', 'churn.cox', 'churn.concordance', 'churn.logistic', 'churn.auc')):
    cov = rng.normal(size=(N, 10))
    eta = cov @ (0.1 * (np.arange(10) - 4.5))
    event = np.ceil(300 * (rng.exponential(size=N) / np.exp(eta)) ** 0.8)
    stop = np.ceil(730 * (1 - rng.random(N)))
    when, status = np.minimum(event, stop), event <= stop
    try:
        import lifelines
        import lifelines.utils
        import pandas as pd
        found = True
    except ImportError:
        lifelines = None
    if lifelines is not None:
        version = 'lifelines-%s' % lifelines.__version__
        if wanted('churn.km'):
            peer('churn.km', 'lifelines', seconds(lambda: lifelines.KaplanMeierFitter().fit(when, status)), 's', version)
        if wanted('churn.cox'):
            frame = pd.DataFrame(cov, columns=list('abcdefghij')).assign(t=when, s=status)
            peer('churn.cox', 'lifelines', seconds(lambda: lifelines.CoxPHFitter().fit(frame, 't', 's')), 's', version)
        if wanted('churn.concordance'):
            peer('churn.concordance', 'lifelines', seconds(lambda: lifelines.utils.concordance_index(when, -eta, status)), 's', version)
    try:
        import sklearn
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        found = True
    except ImportError:
        sklearn = None
    if sklearn is not None:
        version = 'scikit-learn-%s' % sklearn.__version__
        left = rng.random(N) < 1 / (1 + np.exp(1 - eta))
        if wanted('churn.logistic'):
            peer('churn.logistic', 'scikit-learn', seconds(lambda: LogisticRegression(C=1e10).fit(cov, left)), 's', version)
        if wanted('churn.auc'):
            peer('churn.auc', 'scikit-learn', seconds(lambda: roc_auc_score(left, eta)), 's', version)
if not found:
    sys.exit(77)

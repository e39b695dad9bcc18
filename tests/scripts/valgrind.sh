#!/bin/sh
# valgrind.sh VALGRIND PROGRAM: a check program under memcheck; a finding or a leak is exit status 99.
CK_FORK=no CSC_UNDER_VALGRIND=1
export CK_FORK CSC_UNDER_VALGRIND
valgrind=$1
shift
case $(head -c 2 "$1") in
'#!') exec "$@" ;; # a libtool wrapper or script
esac
exec "$valgrind" -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite,indirect "$@"

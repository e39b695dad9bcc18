#!/bin/sh
# libcsc is quiet: what it takes from the system is memory, mathematics, libunistring and libstemmer. No sockets, files,
# environment, locale, clock, printf, exit or abort. libcsc-io may use files and threads, but opens no socket either.
. "${top_srcdir:-.}/tests/scripts/tap.sh"
command -v nm >/dev/null 2>&1 || skip_all "no nm"
[ -e "$shared_core" ] || skip_all "no ELF shared library"
[ -z "${SAN_CFLAGS-}${COV_CFLAGS-}" ] || skip_all "instrumented build"

imports() { nm -D --undefined-only "$1" | awk '{sub(/@.*/, "", $NF); print $NF}' | sort -u; }

imports "$shared_core" >"$scratch/core"
# Not listed is not allowed: a new import needs a look and a line here.
cat >"$scratch/allowed" <<'LIST'
malloc calloc realloc free
memcpy memmove memset memcmp bcmp memchr strlen strcmp strncmp strchr strrchr bsearch qsort abs labs llabs
fabs floor ceil trunc round rint nearbyint lround llround lrint llrint fmod remainder fma fmin fmax copysign frexp ldexp scalbn scalbln modf logb ilogb nextafter
exp exp2 expm1 log log2 log10 log1p pow sqrt cbrt hypot sin cos tan asin acos atan atan2 sincos sinh cosh tanh erf erfc tgamma lgamma fdim
sqrtf expf logf fabsf floorf powf
_ITM_deregisterTMCloneTable _ITM_registerTMCloneTable __cxa_finalize __gmon_start__ __stack_chk_fail
__memcpy_chk __memmove_chk __memset_chk __exp_finite __log_finite __pow_finite __cpu_model __cpu_indicator_init
LIST
tr ' ' '\n' <"$scratch/allowed" | sed '/^$/d' | sort -u >"$scratch/allowed.sorted"
comm -23 "$scratch/core" "$scratch/allowed.sorted" |
    grep -vE '^(u8|u16|u32|uc|ulc|uninorm|unicase)_|^sb_stemmer_|^_libunistring|^libunistring_|^uninorm_|^Sleef_' >"$scratch/extra"
empty "libcsc imports memory, mathematics, libunistring and libstemmer only" "$scratch/extra"

imports "$shared_io" >"$scratch/io"
network='^(socket|connect|bind|listen|accept4?|send|sendto|sendmsg|recv|recvfrom|recvmsg|getaddrinfo|gethostbyname.*|res_.*|curl_.*|system|popen|exec[lv].*|fork|vfork|posix_spawn.*)$'
grep -E "$network" "$scratch/io" "$scratch/core" >"$scratch/net" || :
empty "neither library opens a socket or starts a process" "$scratch/net"
grep -E '^(setlocale|newlocale|uselocale|exit|_exit|abort|signal|sigaction|setenv|putenv|printf|vprintf|puts|putchar|__printf_chk|__vprintf_chk)$' "$scratch/io" >"$scratch/loud" || :
empty "libcsc-io changes no locale, exits never and prints to no standard stream" "$scratch/loud"

# Hidden state: writable data of the core beyond what the compiler puts there.
nm -f sysv "$shared_core" 2>/dev/null | awk -F'|' '$7 ~ /^\.(t?data|t?bss)$/ {gsub(/ /, "", $1); print $1}' |
    grep -vE '^(completed\.[0-9]+|__dso_handle|__TMC_END__|__bss_start|_edata|_end|\.t?data|\.t?bss|)$' >"$scratch/data" || :
empty "libcsc has no writable variables of its own" "$scratch/data"
finish

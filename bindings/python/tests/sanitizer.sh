# Sets `preload` to the runtimes that an interpreter needs to load a library built with sanitizers; empty without.
preload=
case ${SAN_CFLAGS-} in
*address*)
    for runtime in libasan.so libclang_rt.asan-x86_64.so libclang_rt.asan-aarch64.so; do
        # shellcheck disable=SC2086
        file=$($CC -print-file-name=$runtime)
        if [ "$file" != "$runtime" ] && [ -e "$file" ]; then
            preload=$file
            break
        fi
    done
    ;;
esac

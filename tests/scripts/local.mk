# Tests of the build itself. They print TAP, write below the build tree only and say SKIP when something is missing.
CSC_SHELL_TESTS = \
	tests/scripts/generated.sh \
	tests/scripts/layers.sh \
	tests/scripts/headers.sh \
	tests/scripts/imports.sh \
	tests/scripts/versions.sh \
	tests/scripts/constants.sh \
	tests/scripts/paths.sh \
	tests/scripts/install.sh
TESTS += $(CSC_SHELL_TESTS)
EXTRA_DIST += $(CSC_SHELL_TESTS) tests/scripts/exports.sh tests/scripts/mentions.sh tests/scripts/tap.sh tests/scripts/exports-libcsc.txt tests/scripts/exports-libcsc-io.txt

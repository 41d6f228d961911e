/* SPDX-License-Identifier: GPL-2.0-only */
/* Included before a source file of Linux: its functions lose the attribute __no_kmsan_checks. */

#undef __no_kmsan_checks
#define __no_kmsan_checks

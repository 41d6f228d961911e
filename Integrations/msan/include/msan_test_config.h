/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What msan_test.cpp includes first: where GoogleTest is.
 */
#include <gtest/gtest.h>

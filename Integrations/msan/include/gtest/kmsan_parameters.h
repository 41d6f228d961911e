/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Tests with parameters: fixtures, values and instantiations. An instantiation and a test of the
 * same fixture meet when the program's tests are listed or run, in whatever order they are declared.
 */
#ifndef KMSAN_GTEST_PARAMETERS_H
#define KMSAN_GTEST_PARAMETERS_H

#include <stdio.h>

#include <tuple>
#include <vector>

#include "kmsan_cases.h"

namespace testing {

/* A fixture whose tests ask for a value. */
template <class Value> class WithParamInterface {
public:
  using ParamType = Value;
  static const Value &GetParam() { return *Current(); }
  static const Value *&Current() {
    static const Value *current;
    return current;
  }
};
template <class Value> class TestWithParam : public Test, public WithParamInterface<Value> {};

/* A case of a test with a value. */
template <class Body> struct ParameterizedCase : PlainCase<Body> {
  typename Body::ParamType value;
  ParameterizedCase(const char *suite, const char *name, const typename Body::ParamType &value)
      : PlainCase<Body>(suite, name), value(value) {}
  Test *Make() override {
    Body::Current() = &value;
    return PlainCase<Body>::Make();
  }
};

/* What has to meet before cases exist. */
struct Expansion {
  Expansion *next;
  static Expansion *&First() {
    static Expansion *first;
    return first;
  }
  Expansion() : next(nullptr) {
    Expansion **end = &First();
    while (*end != nullptr) end = &(*end)->next;
    *end = this;
  }
  virtual ~Expansion() {}
  virtual void Expand() = 0;

  static void ExpandAll() {
    for (; First() != nullptr; First() = First()->next) First()->Expand();
  }
};

/* Values for the tests of a fixture. */
template <class Fixture> struct Instantiation {
  using Values = std::vector<typename Fixture::ParamType>;
  const char *prefix;
  Values (*values)();
  Instantiation *next;

  static Instantiation *&First() {
    static Instantiation *first;
    return first;
  }
  Instantiation(const char *prefix, Values (*values)())
      : prefix(prefix), values(values), next(nullptr) {
    Instantiation **end = &First();
    while (*end != nullptr) end = &(*end)->next;
    *end = this;
  }
};

/* A test of a fixture with values. */
template <class Fixture, class Body> struct ParameterizedTest : Expansion {
  const char *fixture, *name;
  ParameterizedTest(const char *fixture, const char *name) : fixture(fixture), name(name) {}

  void Expand() override {
    auto *instantiation = Instantiation<Fixture>::First();
    for (; instantiation != nullptr; instantiation = instantiation->next) {
      size_t index = 0;
      /* The C library is not instrumented: what it writes is initialized only when cleared. */
      char suite[192] = {}, test[128] = {};
      snprintf(suite, sizeof(suite), "%s/%s", instantiation->prefix, fixture);
      for (const auto &value : instantiation->values()) {
        snprintf(test, sizeof(test), "%s/%zu", name, index++);
        new ParameterizedCase<Body>(suite, test, value);
      }
    }
  }
};

/* Values that are listed. They become those of the fixture's type. */
template <class... Values> struct ValueList {
  std::tuple<Values...> values;
  template <class Value> operator std::vector<Value>() const {
    return std::apply(
        [](const Values &...each) {
          return std::vector<Value>{static_cast<Value>(each)...};
        },
        values);
  }
};
template <class... Listed> ValueList<Listed...> Values(Listed... values) {
  return {std::tuple<Listed...>(values...)};
}
inline ValueList<bool, bool> Bool() { return Values(false, true); }

/* Values of a range, a container or an array. They are copied. */
template <class Copied> struct ValueCopy {
  std::vector<Copied> values;
  template <class Value> operator std::vector<Value>() const {
    return std::vector<Value>(values.begin(), values.end());
  }
};
template <class Iterator> auto ValuesIn(Iterator begin, Iterator end) {
  using Value = std::decay_t<decltype(*begin)>;
  return ValueCopy<Value>{std::vector<Value>(begin, end)};
}
template <class Container> auto ValuesIn(const Container &container) {
  return ValuesIn(std::begin(container), std::end(container));
}

} // namespace testing

#endif

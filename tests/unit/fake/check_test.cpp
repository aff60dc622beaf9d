#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/fake/fake.hpp>

#include "fake/helpers.hpp"

using namespace pytk;

TEST(Check, KnowsGoodFromBad) {
  struct Case { const char* kind; const char* value; bool valid; };
  const Case cases[] = {{"luhn", "4111 1111 1111 1111", true},
                        {"luhn", "4111111111111112", false},
                        {"luhn", "", false},
                        {"luhn", "x", false},
                        {"iban", "GB82 WEST 1234 5698 7654 32", true},
                        {"iban", "GB82WEST12345698765433", false},
                        {"iban", "DE89370400440532013000", true},
                        {"isbn", "978-3-16-148410-0", true},
                        {"isbn", "0-306-40615-2", true},
                        {"isbn", "080442957X", true},
                        {"isbn", "9783161484101", false},
                        {"ean", "4006381333931", true},
                        {"ean", "73513537", true},
                        {"ean", "4006381333932", false},
                        {"uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true},
                        {"uuid", "f81d4fae7dec11d0a76500a0c91e6bf6", false},
                        {"ip", "::1", true},
                        {"ip", "1.2.3.256", false},
                        {"mac", "00:11:22:33:44:55", true},
                        {"mac", "00:11", false},
                        {"email", "a.b+c@example.com", true},
                        {"email", "a..b@example.com", false},
                        {"email", "a@b", false},
                        {"email", "@example.com", false},
                        {"email", "a@-b.com", false},
                        {"date", "2024-02-29", true},
                        {"date", "2023-02-29", false}};
  for (const auto& one : cases)
    EXPECT_EQ(fake::check(one.kind, one.value).empty(), one.valid) << one.kind << " " << one.value;
  EXPECT_THROW((void)fake::check("nothing", "x"), Error);
}

TEST(Check, DigitsOfKnownNumbers) {
  EXPECT_EQ(fake::luhn_digit("7992739871"), '3');
  EXPECT_EQ(fake::mod97("3214282912345698765432161182"), 1U);
  EXPECT_EQ(fake::ean_digit("400638133393"), '1');
  EXPECT_EQ(fake::isbn10_digit("080442957"), 'X');
}

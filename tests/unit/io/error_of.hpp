// The error that a piece of work ends with.
#pragma once

#include <functional>

#include <gtest/gtest.h>

#include <pytk/core/error.hpp>

namespace pytk::io {

inline Error error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {Fault::internal, ""};
}

}  // namespace pytk::io

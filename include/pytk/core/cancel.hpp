// The one cancellation flag: set by SIGINT and SIGTERM, watched by loops and, through fd(), by pollers.
#pragma once

namespace pytk {

class Cancel {
 public:
  /// True once a stop was asked for.
  [[nodiscard]] bool requested() const noexcept;
  /// Readable when a stop was asked for; made on first use (-1 if that fails).
  [[nodiscard]] int fd() const noexcept;
  /// The signal that asked (0: none).
  [[nodiscard]] int signal() const noexcept;
  /// Throws Fault::interrupted when a stop was asked for.
  void check() const;
  void request(int signal_number = 2) noexcept;  ///< async-signal-safe
};

/// While one lives nothing is half written and nothing has to be put away, as in a long computation between reading and
/// writing: a stop then ends the process at once, as it would one without handlers. Making one after a stop was asked
/// for throws Fault::interrupted.
class EndsAtOnce {
 public:
  EndsAtOnce();
  ~EndsAtOnce();
  EndsAtOnce(const EndsAtOnce&) = delete;
  EndsAtOnce& operator=(const EndsAtOnce&) = delete;
};

/// Installs the handlers of SIGINT and SIGTERM (second one ends at once) and ignores SIGPIPE.
Cancel& install_signal_handlers();

}  // namespace pytk

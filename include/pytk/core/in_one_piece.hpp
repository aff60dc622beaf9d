// What must reach its reader whole, although computations elsewhere may end the process at once.
#pragma once

namespace pytk {

/// While one lives a first signal only asks, as if no EndsAtOnce lived. The last to go ends the process if that was
/// asked for meanwhile and a computation allows it.
class InOnePiece {
 public:
  InOnePiece() noexcept;
  ~InOnePiece();
  InOnePiece(const InOnePiece&) = delete;
  InOnePiece& operator=(const InOnePiece&) = delete;
};

}  // namespace pytk

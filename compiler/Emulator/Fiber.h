//===- Fiber.h - A thread of execution that is resumed by hand ------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_FIBER_H
#define ANABRANCH_COMPILER_EMULATOR_FIBER_H

#include <cstddef>

#include <csetjmp>
#include <ucontext.h>

namespace anabranch::emulator {

/// A function on a stack of its own, which runs while it is resumed.
class Fiber {
public:
  /// \param body what it runs; must not return
  explicit Fiber(void (*body)());
  ~Fiber();
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;

  /// Runs the fiber, from its body's beginning or its last pause, until it
  /// pauses.
  void resume();
  /// Goes back to where the fiber was resumed. To be called by its body.
  void pause();

private:
  static constexpr size_t stackBytes = 256 * 1024; ///< most is never touched

  void *stack;
  ucontext_t beginning;
  bool isStarted = false;
  std::jmp_buf pausedAt, resumedAt;
};

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_FIBER_H

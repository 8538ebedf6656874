//===- Fiber.cpp - A thread of execution that is resumed by hand ----------===//
//
// A context brings a fiber to its stack once. From then on jumps go to and fro:
// swapcontext asks the kernel for the signal mask each time, which took most of
// an emulated kernel's time.
//
//===----------------------------------------------------------------------===//

// Its longjmp takes a jump to another stack for a mistake.
#undef _FORTIFY_SOURCE

#include "compiler/Emulator/Fiber.h"
#include "compiler/Emulator/EmulatedBlock.h"

#include <vector>

#include <sys/mman.h>

using namespace anabranch::emulator;

/// Those of fibers that are gone. One launch follows the other, and the first
/// touch of a page costs more than what most threads do.
static std::vector<void *> freeStacks;

Fiber::Fiber(void (*body)()) {
  if (freeStacks.empty()) {
    stack = mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED)
      fail("no memory for an emulated thread");
  } else {
    stack = freeStacks.back();
    freeStacks.pop_back();
  }
  getcontext(&beginning);
  beginning.uc_stack.ss_sp = stack;
  beginning.uc_stack.ss_size = stackBytes;
  beginning.uc_link = nullptr;
  makecontext(&beginning, body, 0);
}

Fiber::~Fiber() { freeStacks.push_back(stack); }

void Fiber::resume() {
  if (_setjmp(resumedAt) != 0)
    return;
  if (isStarted)
    _longjmp(pausedAt, 1);
  isStarted = true;
  setcontext(&beginning);
}

void Fiber::pause() {
  if (_setjmp(pausedAt) == 0)
    _longjmp(resumedAt, 1);
}

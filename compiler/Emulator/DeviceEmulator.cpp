//===- DeviceEmulator.cpp - What a GPU does, on the CPU -------------------===//

#include "compiler/Emulator/DeviceEmulator.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

#include <sys/mman.h>
#include <ucontext.h>

using namespace anabranch;

using namespace anabranch::emulator;

/// What would hang or corrupt a GPU ends the program.
[[noreturn]] static void fail(const char *message) {
  std::fprintf(stderr, "error: emulated GPU: %s\n", message);
  std::abort();
}

namespace {

/// Memory for a fiber's stack, most of which is never touched.
class Stack {
public:
  Stack() {
    memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED)
      fail("no memory for an emulated thread");
  }
  ~Stack() { munmap(memory, bytes); }
  Stack(const Stack &) = delete;

  static constexpr size_t bytes = 256 * 1024;
  void *memory;
};

/// The block that is running.
class Block {
public:
  Block(DeviceFunction function, int64_t threadCount, int64_t sharedBytes,
        int32_t extent, char *const *buffers)
      : function(function), extent(extent), buffers(buffers),
        shared(static_cast<size_t>(sharedBytes) / sizeof(uint64_t) + 16),
        threads(static_cast<size_t>(threadCount)) {
    for (Thread &thread : threads)
      thread.stack = std::make_unique<Stack>();
  }

  void run(int32_t x, int32_t y);

  void barrier() {
    threads[current].waits = true;
    yield();
  }
  void *getShared() {
    // As aligned as a GPU's is.
    auto address = reinterpret_cast<uintptr_t>(shared.data());
    return reinterpret_cast<void *>((address + 127) & ~uintptr_t(127));
  }

  int32_t blockX = 0, blockY = 0;
  size_t current = 0; ///< the thread that runs
  static Block *running;

private:
  struct Thread {
    std::unique_ptr<Stack> stack;
    ucontext_t context;
    bool waits = false, done = false;
  };

  static void start() {
    Block &block = *running;
    block.function(block.extent, block.buffers);
    block.threads[block.current].done = true;
    block.yield();
  }
  void yield() { swapcontext(&threads[current].context, &scheduler); }

  DeviceFunction function;
  int32_t extent;
  char *const *buffers;
  std::vector<uint64_t> shared;
  std::vector<Thread> threads;
  ucontext_t scheduler;
  std::minstd_rand random;
};

Block *Block::running = nullptr;

} // namespace

void Block::run(int32_t x, int32_t y) {
  running = this;
  blockX = x;
  blockY = y;
  std::memset(shared.data(), 0xff, shared.size() * sizeof(uint64_t));
  std::vector<size_t> order;
  for (size_t i = 0; i < threads.size(); ++i) {
    Thread &thread = threads[i];
    thread.waits = thread.done = false;
    getcontext(&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack->memory;
    thread.context.uc_stack.ss_size = Stack::bytes;
    thread.context.uc_link = nullptr;
    makecontext(&thread.context, start, 0);
    order.push_back(i);
  }
  // In each turn every thread runs to its next barrier or its end.
  for (bool alive = true; alive;) {
    std::shuffle(order.begin(), order.end(), random);
    alive = false;
    size_t waiting = 0, left = 0;
    for (size_t i : order) {
      if (threads[i].done)
        continue;
      current = i;
      swapcontext(&scheduler, &threads[i].context);
      waiting += threads[i].waits;
      left += !threads[i].done;
    }
    if (waiting != left || (left != 0 && left != threads.size()))
      fail("some threads of an emulated block wait for others that ended");
    for (Thread &thread : threads)
      thread.waits = false;
    alive = left != 0;
  }
  running = nullptr;
}

extern "C" {

int32_t anabranch_emulated_thread() {
  return static_cast<int32_t>(Block::running->current);
}
int32_t anabranch_emulated_block_x() { return Block::running->blockX; }
int32_t anabranch_emulated_block_y() { return Block::running->blockY; }
void anabranch_emulated_barrier() { Block::running->barrier(); }
void *anabranch_emulated_shared() { return Block::running->getShared(); }

} // extern "C"

void emulator::launch(DeviceFunction function, int64_t blocksX, int64_t blocksY,
                      int64_t threads, int64_t sharedBytes, int64_t extent,
                      char *const *buffers) {
  Block block(function, threads, sharedBytes, static_cast<int32_t>(extent),
              buffers);
  for (int64_t y = 0; y < blocksY; ++y)
    for (int64_t x = 0; x < blocksX; ++x)
      block.run(static_cast<int32_t>(x), static_cast<int32_t>(y));
}

std::vector<emulator::Symbol> emulator::getSymbols() {
  auto address = [](auto *function) {
    return reinterpret_cast<void *>(function);
  };
  return {{"anabranch_emulated_thread", address(anabranch_emulated_thread)},
          {"anabranch_emulated_block_x", address(anabranch_emulated_block_x)},
          {"anabranch_emulated_block_y", address(anabranch_emulated_block_y)},
          {"anabranch_emulated_barrier", address(anabranch_emulated_barrier)},
          {"anabranch_emulated_shared", address(anabranch_emulated_shared)}};
}

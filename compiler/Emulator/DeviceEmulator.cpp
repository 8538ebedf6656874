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

  void barrier() { wait(Wait::Block); }

  /// Lets the lanes of a warp see what each of them has brought, computes this
  /// lane's part of what they do together, and waits until all have.
  template <typename Compute>
  void shareInWarp(const void *brought, Compute compute) {
    threads[current].brought = brought;
    wait(Wait::Warp);
    const void *lanes[warpSize];
    size_t first = current / warpSize * warpSize;
    for (size_t i = 0; i < warpSize; ++i)
      lanes[i] = threads[first + i].brought;
    compute(lanes, current - first);
    wait(Wait::Warp);
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
  static constexpr size_t warpSize = 32;
  /// What a thread waits for: nothing, its warp, its block, or nothing ever.
  enum class Wait { None, Warp, Block, Done };

  struct Thread {
    std::unique_ptr<Stack> stack;
    ucontext_t context;
    Wait waits = Wait::None;
    const void *brought = nullptr;
  };

  void wait(Wait what) {
    threads[current].waits = what;
    swapcontext(&threads[current].context, &scheduler);
  }
  bool release(size_t begin, size_t end, Wait what);

  static void start() {
    Block &block = *running;
    block.function(block.extent, block.buffers);
    block.wait(Wait::Done);
  }

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

/// Lets threads go on if all of them wait for the same.
bool Block::release(size_t begin, size_t end, Wait what) {
  for (size_t i = begin; i < end; ++i)
    if (threads[i].waits != what)
      return false;
  for (size_t i = begin; i < end; ++i)
    threads[i].waits = Wait::None;
  return true;
}

void Block::run(int32_t x, int32_t y) {
  running = this;
  blockX = x;
  blockY = y;
  std::memset(shared.data(), 0xff, shared.size() * sizeof(uint64_t));
  std::vector<size_t> order;
  for (size_t i = 0; i < threads.size(); ++i) {
    Thread &thread = threads[i];
    thread.waits = Wait::None;
    getcontext(&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack->memory;
    thread.context.uc_stack.ss_size = Stack::bytes;
    thread.context.uc_link = nullptr;
    makecontext(&thread.context, start, 0);
    order.push_back(i);
  }
  // In each turn every thread runs until it has to wait, or to its end.
  for (bool moves = true; moves;) {
    std::shuffle(order.begin(), order.end(), random);
    for (size_t i : order)
      if (threads[i].waits == Wait::None) {
        current = i;
        swapcontext(&scheduler, &threads[i].context);
      }
    moves = release(0, threads.size(), Wait::Block);
    for (size_t first = 0; first < threads.size(); first += warpSize)
      moves |= release(first, std::min(first + warpSize, threads.size()),
                       Wait::Warp);
  }
  for (const Thread &thread : threads)
    if (thread.waits != Wait::Done)
      fail("some threads of a block wait for others that do not come");
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

/// PTX ISA, "ldmatrix": lane 8 j + i names row i of matrix j, and lane 4 i + k
/// gets elements 2 k and 2 k + 1 of row i of each; of column i if transposed.
void anabranch_emulated_ldmatrix(const void *row, int32_t matrices,
                                 int32_t transposed, uint32_t *results) {
  Block::running->shareInWarp(row, [&](const void *const *rows, size_t lane) {
    for (size_t matrix = 0; matrix < size_t(matrices); ++matrix)
      for (size_t half = 0; half < 2; ++half) {
        size_t i = lane / 4, k = lane % 4 * 2 + half;
        if (transposed)
          std::swap(i, k);
        uint16_t element;
        std::memcpy(&element,
                    static_cast<const char *>(rows[8 * matrix + i]) + 2 * k,
                    sizeof element);
        uint32_t shifted = uint32_t(element) << (16 * half);
        results[matrix] = half == 0 ? shifted : results[matrix] | shifted;
      }
  });
}

/// PTX ISA, "Matrix fragments for mma.m16n8k16" of bf16, summed in f32: lane
/// 4 g + t has of A rows g and g + 8, of B column g, and of both 2 t, 2 t + 1
/// of each half of the depth; of C rows g and g + 8, columns 2 t and 2 t + 1.
void anabranch_emulated_mma(const uint32_t *left, const uint32_t *right,
                            const float *sums, float *results) {
  struct Fragments {
    const uint32_t *left, *right;
  } brought{left, right};
  auto toFloat = [](uint32_t pair, size_t half) {
    uint32_t bits = half == 0 ? pair << 16 : pair & 0xffff0000;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  };
  Block::running->shareInWarp(&brought, [&](const void *const *lanes,
                                            size_t lane) {
    auto fragments = [&](size_t group, size_t k) {
      return static_cast<const Fragments *>(lanes[4 * group + k % 8 / 2]);
    };
    for (size_t i = 0; i < 4; ++i) {
      size_t row = lane / 4, down = i / 2, column = lane % 4 * 2 + i % 2;
      double sum = sums[i];
      for (size_t k = 0; k < 16; ++k)
        sum +=
            double(toFloat(fragments(row, k)->left[down + k / 8 * 2], k % 2)) *
            toFloat(fragments(column, k)->right[k / 8], k % 2);
      results[i] = float(sum);
    }
  });
}

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
          {"anabranch_emulated_shared", address(anabranch_emulated_shared)},
          {"anabranch_emulated_ldmatrix", address(anabranch_emulated_ldmatrix)},
          {"anabranch_emulated_mma", address(anabranch_emulated_mma)}};
}

//===- EmulatedBlock.h - A block of emulated threads ----------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_EMULATEDBLOCK_H
#define ANABRANCH_COMPILER_EMULATOR_EMULATEDBLOCK_H

#include "compiler/Emulator/AsyncWork.h"
#include "compiler/Emulator/DeviceEmulator.h"
#include "compiler/Emulator/Fiber.h"

#include <deque>
#include <memory>
#include <random>

namespace anabranch::emulator {

/// What would hang or corrupt a GPU ends the program.
[[noreturn]] void fail(const char *message);

/// The bf16 in a half of a word, the low one first.
float toFloat(uint32_t pair, size_t half);

/// The block that is running.
class Block {
public:
  static constexpr size_t warpSize = 32, warpgroupSize = 128;

  Block(DeviceFunction function, int64_t threadCount, int64_t sharedBytes,
        int32_t extent, char *const *buffers);

  void run(int32_t x, int32_t y);

  void barrier() { wait(Wait::Block); }
  void barrierOfWarp() { wait(Wait::Warp); }
  void barrierOfGroup() { wait(Wait::Warpgroup); }

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
  /// Of what the thread has written, and what it knows of.
  void fenceProxy() {
    threads[current].isFenced = threads[current].isPublished = true;
    threads[current].isStale = false;
  }
  /// The thread arrives at a barrier object, or waits for one's phase.
  void arriveAt(void *barrier);
  void await(void *barrier, int32_t parity);
  /// The thread starts a copy of 16 bytes, of which it reads so many, or
  /// arrives when all are done.
  void copy(void *to, const void *from, size_t bytes);
  void arriveWithCopies(void *barrier);
  /// It makes those that it has started a group, or waits for all groups but
  /// the last so many.
  void commitCopies();
  void awaitCopies(size_t groups);
  /// What wgmma reads has to be visible: the threads that write have fenced it
  /// before they arrived at what the thread has waited for, or it has since.
  void requirePublished() const;
  void *getShared();
  /// So many bytes of the block's memory, which has to have them: from an
  /// offset on, or from what an address of 32 bits means.
  void *getShared(size_t offset, size_t bytes);
  void *findShared(void *address, size_t bytes);
  void *findBarrier(void *address) {
    return findShared(address, sizeof(uint64_t));
  }
  /// Those of the thread's warpgroup.
  PendingProducts &getProducts() { return products[current / warpgroupSize]; }

  int32_t blockX = 0, blockY = 0;
  size_t current = 0; ///< the thread that runs
  BarrierObjects objects;
  static Block *running;

private:
  /// What a thread waits for: nothing, its warp, its warpgroup, its block, a
  /// barrier object's phase, or nothing ever.
  enum class Wait { None, Warp, Warpgroup, Block, Object, Done };

  struct Thread {
    std::unique_ptr<Fiber> fiber;
    Wait waits = Wait::None;
    const void *brought = nullptr;
    void *object = nullptr; ///< that it waits for, and the phase
    int32_t parity = 0;
    /// Copies under way: in groups, in none yet, and those that no barrier
    /// object knows of.
    std::deque<AsyncCopies> groups;
    AsyncCopies copies, unknown;
    bool isFenced = false;    ///< since it last arrived anywhere
    bool isPublished = false; ///< whether wgmma may read what it knows of
    bool isStale = false;     ///< it has waited for what was not
  };

  void wait(Wait what);
  /// Lets threads go on if all of them wait for the same: those of a range, or
  /// of every group of so many.
  bool release(size_t begin, size_t end, Wait what);
  bool releaseGroups(size_t size, Wait what);
  static void runThread();
  /// At a barrier: finds whether what was written is visible to wgmma.
  void publish();

  DeviceFunction function;
  int32_t extent;
  char *const *buffers;
  size_t sharedBytes;
  std::vector<uint64_t> shared; ///< more than these, to be aligned
  std::vector<Thread> threads;
  std::vector<PendingProducts> products; ///< of each warpgroup
  /// The same orders in every run.
  std::minstd_rand random{1}; // NOLINT(bugprone-random-generator-seed)
};

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_EMULATEDBLOCK_H

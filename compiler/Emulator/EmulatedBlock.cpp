//===- EmulatedBlock.cpp - A block of emulated threads --------------------===//

#include "compiler/Emulator/EmulatedBlock.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace anabranch;
using namespace anabranch::emulator;

void emulator::fail(const char *message) {
  std::fprintf(stderr, "error: emulated GPU: %s\n", message);
  std::abort();
}

Block *Block::running = nullptr;

Block::Block(DeviceFunction function, int64_t threadCount, int64_t sharedBytes,
             int32_t extent, char *const *buffers)
    : function(function), extent(extent), buffers(buffers),
      sharedBytes(static_cast<size_t>(sharedBytes)),
      shared(static_cast<size_t>(sharedBytes) / sizeof(uint64_t) + 128),
      threads(static_cast<size_t>(threadCount)) {
  for (Thread &thread : threads)
    thread.fiber = std::make_unique<Fiber>(runThread);
}

float emulator::toFloat(uint32_t pair, size_t half) {
  uint32_t bits = half == 0 ? pair << 16 : pair & 0xffff0000;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void Block::requirePublished() const {
  if (!threads[current].isPublished || threads[current].isStale)
    fail("wgmma reads what may not have reached it: a fence.proxy.async is "
         "missing before the barrier");
}

void *Block::getShared(size_t offset, size_t bytes) {
  if (offset > sharedBytes || bytes > sharedBytes - offset)
    fail("an access lies beyond the block's memory");
  return static_cast<char *>(getShared()) + offset;
}

void *Block::findShared(void *address, size_t bytes) {
  auto low = [](void *pointer) {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer));
  };
  return getShared(low(address) - low(getShared()), bytes);
}

void *Block::getShared() {
  // As aligned as a GPU's is.
  constexpr size_t alignment = 1024;
  void *memory = shared.data();
  size_t bytes = shared.size() * sizeof(uint64_t);
  return std::align(alignment, 0, memory, bytes);
}

void Block::wait(Wait what) {
  threads[current].waits = what;
  threads[current].fiber->pause();
}

void Block::runThread() {
  // Once for each block of the launch.
  for (;;) {
    running->function(running->extent, multiprocessors, running->buffers);
    running->wait(Wait::Done);
  }
}

void Block::arriveAt(void *barrier) {
  objects.arrive(barrier, 0, threads[current].isFenced);
  threads[current].isFenced = false;
}

void Block::await(void *barrier, int32_t parity) {
  Thread &thread = threads[current];
  thread.object = barrier;
  thread.parity = parity;
  if (!objects.hasEnded(barrier, parity))
    wait(Wait::Object);
  thread.isPublished |= objects.isPublished(barrier);
  thread.isStale |= !objects.isPublished(barrier);
}

void Block::copy(void *to, const void *from, size_t bytes) {
  constexpr size_t allBytes = 16;
  auto started = std::make_shared<AsyncCopy>(to, from, bytes, allBytes);
  threads[current].copies.push_back(started);
  threads[current].unknown.push_back(started);
}

void Block::arriveWithCopies(void *barrier) {
  objects.arriveWith(barrier, threads[current].unknown);
  threads[current].unknown.clear();
}

void Block::commitCopies() {
  threads[current].groups.push_back(std::move(threads[current].copies));
  threads[current].copies.clear();
}

void Block::awaitCopies(size_t groups) {
  auto &waiting = threads[current].groups;
  for (; waiting.size() > groups; waiting.pop_front())
    for (const std::shared_ptr<AsyncCopy> &copy : waiting.front())
      copy->run();
}

bool Block::release(size_t begin, size_t end, Wait what) {
  for (size_t i = begin; i < end; ++i)
    if (threads[i].waits != what)
      return false;
  for (size_t i = begin; i < end; ++i)
    threads[i].waits = Wait::None;
  return true;
}

bool Block::releaseGroups(size_t size, Wait what) {
  bool moves = false;
  for (size_t first = 0; first < threads.size(); first += size)
    moves |= release(first, std::min(first + size, threads.size()), what);
  return moves;
}

/// Warpgroups may have roles, of which only some write; but all threads of one
/// have the same.
void Block::publish() {
  bool isAny = false, isPartly = false;
  for (size_t first = 0; first < threads.size(); first += warpgroupSize) {
    size_t end = std::min(first + warpgroupSize, threads.size()), fenced = 0;
    for (size_t i = first; i < end; ++i) {
      fenced += threads[i].isFenced ? 1 : 0;
      threads[i].isFenced = false;
    }
    isAny |= fenced > 0;
    isPartly |= fenced > 0 && fenced < end - first;
  }
  for (Thread &thread : threads)
    thread.isPublished = isAny && !isPartly;
}

void Block::run(int32_t x, int32_t y) {
  running = this;
  objects.clear();
  products.assign(threads.size() / warpgroupSize + 1, {});
  blockX = x;
  blockY = y;
  std::memset(shared.data(), 0xff, shared.size() * sizeof(uint64_t));
  std::vector<size_t> order;
  for (size_t i = 0; i < threads.size(); ++i) {
    Thread &thread = threads[i];
    thread.waits = Wait::None;
    thread.groups.clear();
    thread.copies.clear();
    thread.unknown.clear();
    thread.isFenced = thread.isPublished = thread.isStale = false;
    order.push_back(i);
  }
  // In each turn every thread runs until it has to wait, or to its end.
  for (bool moves = true; moves;) {
    std::shuffle(order.begin(), order.end(), random);
    for (size_t i : order)
      if (threads[i].waits == Wait::None) {
        current = i;
        threads[i].fiber->resume();
      }
    moves = release(0, threads.size(), Wait::Block);
    if (moves)
      publish();
    moves |= releaseGroups(warpSize, Wait::Warp);
    moves |= releaseGroups(warpgroupSize, Wait::Warpgroup);
    for (Thread &thread : threads)
      if (thread.waits == Wait::Object &&
          objects.hasEnded(thread.object, thread.parity)) {
        thread.waits = Wait::None;
        moves = true;
      }
  }
  for (const Thread &thread : threads)
    if (thread.waits != Wait::Done)
      fail("some threads of a block wait for others that do not come");
  running = nullptr;
}

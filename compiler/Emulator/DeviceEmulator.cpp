//===- DeviceEmulator.cpp - What a GPU does, on the CPU -------------------===//

#include "compiler/Emulator/EmulatedBlock.h"

#include <cstring>

using namespace anabranch;
using namespace anabranch::emulator;

static constexpr size_t warpgroupSize = Block::warpgroupSize, wgmmaRows = 64;

extern "C" {

int32_t anabranch_emulated_thread() {
  return static_cast<int32_t>(Block::running->current);
}
int32_t anabranch_emulated_block_x() { return Block::running->blockX; }
int32_t anabranch_emulated_block_y() { return Block::running->blockY; }
void anabranch_emulated_barrier() { Block::running->barrier(); }
void anabranch_emulated_fence_proxy() { Block::running->fenceProxy(); }
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

/// PTX ISA, "Register Fragments for wgmma.mma_async.m64nNk16", D: warp w of
/// four has rows 16 w to 16 w + 15, each lane of them as of m16n8k16, for every
/// eight columns.
void anabranch_emulated_wgmma(uint64_t left, uint64_t right, int32_t columns,
                              int32_t leftAlongDepth, int32_t rightAlongDepth,
                              float *sums) {
  Block &block = *Block::running;
  block.requirePublished();
  ProductOperand leftOperand{left, leftAlongDepth != 0, wgmmaRows};
  ProductOperand rightOperand{right, rightAlongDepth != 0, size_t(columns)};
  size_t thread = block.current % warpgroupSize;
  if (thread == 0)
    block.getProducts().add(leftOperand, rightOperand);
  size_t lane = thread % 32;
  for (size_t j = 0; j < size_t(columns); j += 8)
    for (size_t i = 0; i < 4; ++i) {
      size_t row = thread / 32 * 16 + lane / 4 + i / 2 * 8;
      size_t column = j + lane % 4 * 2 + i % 2;
      double sum = sums[j / 2 + i];
      for (size_t k = 0; k < 16; ++k)
        sum += double(readDescribed(leftOperand, row, k)) *
               readDescribed(rightOperand, column, k);
      sums[j / 2 + i] = float(sum);
    }
}

void anabranch_emulated_wgmma_commit() {
  if (Block::running->current % warpgroupSize == 0)
    Block::running->getProducts().commit();
}

/// All lanes of a warp wait together, and none goes on before all have begun.
void anabranch_emulated_wgmma_wait(int32_t groups) {
  Block &block = *Block::running;
  block.barrierOfWarp();
  if (block.current % warpgroupSize == 0)
    block.getProducts().wait(size_t(groups));
}

void anabranch_emulated_group_barrier(int32_t number, int32_t threads) {
  Block &block = *Block::running;
  if (size_t(threads) != warpgroupSize ||
      size_t(number) != 1 + block.current / warpgroupSize)
    fail("only warpgroups have barriers of their own, each the one with its "
         "number, from one on");
  block.barrierOfGroup();
}

void anabranch_emulated_warp_barrier(int32_t) {
  Block::running->barrierOfWarp();
}

float anabranch_emulated_exchange(int32_t, float value, int32_t apart,
                                  int32_t) {
  float received = 0;
  Block::running->shareInWarp(
      &value, [&](const void *const *lanes, size_t lane) {
        received = *static_cast<const float *>(lanes[lane ^ size_t(apart)]);
      });
  return received;
}

void anabranch_emulated_barrier_object(void *barrier, int32_t threads) {
  Block &block = *Block::running;
  block.objects.make(block.findBarrier(barrier), threads);
}

void anabranch_emulated_arrive(void *barrier) {
  Block &block = *Block::running;
  block.arriveAt(block.findBarrier(barrier));
}

void anabranch_emulated_expect(void *barrier, int32_t bytes) {
  Block &block = *Block::running;
  block.objects.arrive(block.findBarrier(barrier), bytes, /*isFenced=*/true);
}

void anabranch_emulated_copy_bulk(void *to, const void *from, void *barrier,
                                  int32_t bytes) {
  Block &block = *Block::running;
  block.objects.startCopy(block.findBarrier(barrier),
                          block.findShared(to, size_t(bytes)), from, bytes);
}

void anabranch_emulated_copy_async(void *to, const void *from, int32_t bytes) {
  Block &block = *Block::running;
  constexpr size_t written = 16;
  block.copy(block.findShared(to, written), from, size_t(bytes));
}

void anabranch_emulated_commit_copies() { Block::running->commitCopies(); }

void anabranch_emulated_await_copies(int32_t groups) {
  Block::running->awaitCopies(size_t(groups));
}

void anabranch_emulated_arrive_with_copies(void *barrier) {
  Block &block = *Block::running;
  block.arriveWithCopies(block.findBarrier(barrier));
}

void anabranch_emulated_await(void *barrier, int32_t parity, int32_t) {
  Block &block = *Block::running;
  block.await(block.findBarrier(barrier), parity);
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
  return {
      {"anabranch_emulated_thread", address(anabranch_emulated_thread)},
      {"anabranch_emulated_block_x", address(anabranch_emulated_block_x)},
      {"anabranch_emulated_block_y", address(anabranch_emulated_block_y)},
      {"anabranch_emulated_barrier", address(anabranch_emulated_barrier)},
      {"anabranch_emulated_shared", address(anabranch_emulated_shared)},
      {"anabranch_emulated_fence_proxy",
       address(anabranch_emulated_fence_proxy)},
      {"anabranch_emulated_wgmma", address(anabranch_emulated_wgmma)},
      {"anabranch_emulated_wgmma_commit",
       address(anabranch_emulated_wgmma_commit)},
      {"anabranch_emulated_wgmma_wait", address(anabranch_emulated_wgmma_wait)},
      {"anabranch_emulated_barrier_object",
       address(anabranch_emulated_barrier_object)},
      {"anabranch_emulated_group_barrier",
       address(anabranch_emulated_group_barrier)},
      {"anabranch_emulated_warp_barrier",
       address(anabranch_emulated_warp_barrier)},
      {"anabranch_emulated_exchange", address(anabranch_emulated_exchange)},
      {"anabranch_emulated_arrive", address(anabranch_emulated_arrive)},
      {"anabranch_emulated_expect", address(anabranch_emulated_expect)},
      {"anabranch_emulated_copy_bulk", address(anabranch_emulated_copy_bulk)},
      {"anabranch_emulated_copy_async", address(anabranch_emulated_copy_async)},
      {"anabranch_emulated_commit_copies",
       address(anabranch_emulated_commit_copies)},
      {"anabranch_emulated_await_copies",
       address(anabranch_emulated_await_copies)},
      {"anabranch_emulated_arrive_with_copies",
       address(anabranch_emulated_arrive_with_copies)},
      {"anabranch_emulated_await", address(anabranch_emulated_await)},
      {"anabranch_emulated_ldmatrix", address(anabranch_emulated_ldmatrix)},
      {"anabranch_emulated_mma", address(anabranch_emulated_mma)}};
}

//===- DeviceEmulator.cpp - What a GPU does, on the CPU -------------------===//

#include "compiler/Emulator/EmulatedBlock.h"

#include <cstring>

using namespace anabranch;
using namespace anabranch::emulator;

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

/// The bf16 in a half of a word, the low one first.
static float toFloat(uint32_t pair, size_t half) {
  uint32_t bits = half == 0 ? pair << 16 : pair & 0xffff0000;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
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

/// Element (line, depth) of what a descriptor without swizzling describes, by
/// PTX ISA, "Asynchronous Warpgroup Level Matrix Shared Memory Layout": pieces
/// of eight elements, of which eight lie behind each other. Where pieces lie
/// along the depth ("K-major"), the leading stride leads to the next piece and
/// the other to the next eight lines; else to the next eight of the depth and
/// the next piece of lines.
static float readDescribed(const char *shared, uint64_t descriptor,
                           bool alongDepth, size_t line, size_t depth) {
  auto field = [&](unsigned bit) {
    return size_t(descriptor >> bit & 0x3fff) * 16;
  };
  if (descriptor >> 49)
    fail("descriptors with swizzling are not emulated");
  // An address has 18 bits, as many as the block's memory needs.
  constexpr size_t addressMask = 0x3ffff;
  size_t address =
      (field(0) - reinterpret_cast<uintptr_t>(shared)) & addressMask;
  size_t piece = alongDepth ? depth : line, other = alongDepth ? line : depth;
  size_t pieceStride = field(alongDepth ? 16 : 32);
  size_t otherStride = field(alongDepth ? 32 : 16);
  address += piece / 8 * pieceStride + piece % 8 * 2 + other / 8 * otherStride +
             other % 8 * 16;
  uint16_t element;
  std::memcpy(&element, shared + address, sizeof element);
  return toFloat(element, 0);
}

/// PTX ISA, "Register Fragments for wgmma.mma_async.m64nNk16", D: warp w of
/// four has rows 16 w to 16 w + 15, each lane of them as of m16n8k16, for every
/// eight columns.
void anabranch_emulated_wgmma(uint64_t left, uint64_t right, int32_t columns,
                              int32_t leftAlongDepth, int32_t rightAlongDepth,
                              float *sums) {
  const char *shared = Block::running->getPublished();
  size_t thread = Block::running->current % 128;
  size_t lane = thread % 32;
  for (size_t j = 0; j < size_t(columns); j += 8)
    for (size_t i = 0; i < 4; ++i) {
      size_t row = thread / 32 * 16 + lane / 4 + i / 2 * 8;
      size_t column = j + lane % 4 * 2 + i % 2;
      double sum = sums[j / 2 + i];
      for (size_t k = 0; k < 16; ++k)
        sum += double(readDescribed(shared, left, leftAlongDepth, row, k)) *
               readDescribed(shared, right, rightAlongDepth, column, k);
      sums[j / 2 + i] = float(sum);
    }
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
          {"anabranch_emulated_fence_proxy",
           address(anabranch_emulated_fence_proxy)},
          {"anabranch_emulated_wgmma", address(anabranch_emulated_wgmma)},
          {"anabranch_emulated_ldmatrix", address(anabranch_emulated_ldmatrix)},
          {"anabranch_emulated_mma", address(anabranch_emulated_mma)}};
}

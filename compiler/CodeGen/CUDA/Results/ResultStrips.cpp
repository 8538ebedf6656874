//===- ResultStrips.cpp - Threads' results, by neighbouring channels ------===//

#include "compiler/CodeGen/CUDA/Results/ResultStrips.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ProductTiling;

/// Words that a thread loads together.
static constexpr int64_t wordsTogether = 4;
/// Of a product, as wgmma leaves it: a warp has 16 rows, of which a
/// lane has two that are eight apart, and of every eight columns two (PTX ISA,
/// "Register Fragments for wgmma.mma_async.m64nNk16", D).
static constexpr int64_t warpRows = 16, coreRows = 8, coreColumns = 8,
                         lanesPerCoreRow = 4, sumsPerCore = 4;

ResultStrips::ResultStrips(const ProductTiling &tiling, int64_t threads,
                           int64_t rows, int64_t width, int64_t down,
                           int64_t across, int64_t lanes)
    : tiling(tiling), threads(threads), rows(rows), width(width), down(down),
      across(across), lanes(std::min(lanes, width * rows / threads)) {}

int64_t ResultStrips::getOwnBytes() const {
  constexpr int64_t wordBytes = 4;
  return llvm::product_of(getShape()) * wordBytes;
}

int64_t ResultStrips::getBytes() const { return countOwners() * getOwnBytes(); }

void ResultStrips::place(LoopBuilder &loops, const Thread &thread,
                         int64_t byteOffset) {
  this->loops = &loops;
  number = thread.number;
  Value owner =
      loops.min(loops.div(number, threads), loops.index(countOwners() - 1));
  memory = viewShared(loops, thread,
                      loops.add(loops.mul(owner, getOwnBytes()), byteOffset),
                      getShape(), loops.builder.getF32Type());
}

Value ResultStrips::getGroup() const {
  return loops->div(number, warpgroupSize);
}

Value ResultStrips::getWarpRow() const {
  Value warp = loops->div(loops->rem(number, warpgroupSize), warpSize);
  return loops->mul(warp, warpRows);
}

Value ResultStrips::getCoreRow() const {
  return loops->div(loops->rem(number, warpSize), lanesPerCoreRow);
}

Value ResultStrips::getCoreColumn() const {
  return loops->mul(loops->rem(number, lanesPerCoreRow), 2);
}

Value ResultStrips::getLaneRow() const {
  return loops->div(loops->rem(number, threads), getLanesPerRow());
}

Value ResultStrips::getLaneColumn() const {
  return loops->mul(loops->rem(number, getLanesPerRow()), lanes);
}

Value ResultStrips::getRow(int64_t strip, int64_t number) const {
  return loops->add(loops->add(getStripRow(strip), getLaneRow()),
                    number * getRowsTogether());
}

Value ResultStrips::getColumn(int64_t across) const {
  return loops->add(getLaneColumn(), across * width);
}

SmallVector<Value> ResultStrips::getIndices(int64_t strip, Value row,
                                            Value column) const {
  Place place = findPlace(row, column);
  return {loops->index(strip % getShape().front()), place.row, place.word};
}

void ResultStrips::storeValues(Value values, int64_t strip, Value row,
                               Value column, Lanes lanes) const {
  storeLanes(*loops, values, memory, getIndices(strip, row, column), lanes);
}

Value ResultStrips::getSum(ValueRange sums, int64_t product,
                           int64_t number) const {
  return LLVM::ExtractValueOp::create(loops->builder, loops->location,
                                      sums[static_cast<size_t>(product)],
                                      number);
}

/// Of one vector or two.
static Value joinLanes(OpBuilder &builder, Location location,
                       ArrayRef<Value> parts) {
  if (parts.size() == 1)
    return parts.front();
  int64_t lanes =
      2 * cast<VectorType>(parts.front().getType()).getNumElements();
  return vector::ShuffleOp::create(
      builder, location, parts[0], parts[1],
      llvm::to_vector(llvm::seq<int64_t>(0, lanes)));
}

SmallVector<Value> ResultStrips::exchange(ValueRange sums, int64_t strip,
                                          int64_t across) const {
  storeStrip(sums, strip, across);
  join();
  SmallVector<Value> results;
  for (int64_t i = 0; i < rows; i += getRowsTogether()) {
    Value row = loops->add(getLaneRow(), i);
    SmallVector<Value> parts;
    int64_t together = std::min(lanes, wordsTogether);
    for (int64_t word = 0; word < lanes; word += together)
      parts.push_back(
          loadLanes(*loops, memory,
                    getIndices(strip, row, loops->add(getLaneColumn(), word)),
                    cuda::getLanes(together)));
    results.push_back(joinLanes(loops->builder, loops->location, parts));
  }
  // With room for two, nobody stores to this strip's place before all have
  // come to the next one's barrier.
  if (getShape().front() == 1)
    join();
  return results;
}

namespace {
/// Instructions' rows are the block's: strips of eight rows and up to 32
/// columns. A product leaves each warp two below each other.
class WarpStrips : public ResultStrips {
public:
  WarpStrips(const ProductTiling &tiling, int64_t lanes)
      : WarpStrips(tiling, std::min(warpSize, tiling.columns), lanes) {}

protected:
  Value getStripRow(int64_t strip) const override {
    Value product = loops->add(loops->mul(getGroup(), countDown() / perProduct),
                               strip / perProduct);
    return loops->add(
        loops->add(loops->mul(product, ProductTiling::instructionRows),
                   getWarpRow()),
        strip % perProduct * coreRows);
  }

  void storeStrip(ValueRange sums, int64_t strip,
                  int64_t across) const override {
    auto type = VectorType::get({2}, loops->builder.getF32Type());
    for (int64_t first = 0; first < width; first += coreColumns) {
      int64_t sum = (across * width + first) / coreColumns * sumsPerCore +
                    strip % perProduct * 2;
      Value pair = vector::FromElementsOp::create(
          loops->builder, loops->location, type,
          ValueRange{getSum(sums, strip / perProduct, sum),
                     getSum(sums, strip / perProduct, sum + 1)});
      storeValues(pair, strip, getCoreRow(), loops->add(getCoreColumn(), first),
                  {2, 2});
    }
  }

  /// Rows are padded, so that those of four rows that lanes store together lie
  /// in different banks. Lanes load words of two rows together, four at a time;
  /// of every other row they have swapped places.
  Place findPlace(Value row, Value column) const override {
    Value isOdd = loops->mul(loops->rem(row, 2), wordsTogether);
    return {row, loops->builder.createOrFold<arith::XOrIOp>(loops->location,
                                                            column, isOdd)};
  }
  SmallVector<int64_t> getShape() const override {
    constexpr int64_t padding = 8;
    return {1, rows, width + padding};
  }
  void join() const override { barrierOfWarp(*loops); }

private:
  WarpStrips(const ProductTiling &tiling, int64_t width, int64_t lanes)
      : ResultStrips(tiling, warpSize, coreRows, width,
                     /*down=*/tiling.rows / (tiling.threads / warpSize) /
                         coreRows,
                     /*across=*/tiling.columns / width, lanes) {}

  static constexpr int64_t perProduct = warpRows / coreRows;
};

/// Instructions' rows are the block's columns, of which each warp has a
/// quarter: strips of 16 rows and all columns. Were they a warp's own, they
/// would be quarters of lines, of which memory moves no more at a time than
/// whole ones.
class GroupStrips : public ResultStrips {
public:
  GroupStrips(const ProductTiling &tiling, int64_t lanes)
      : ResultStrips(tiling, warpgroupSize, /*rows=*/stripRows,
                     /*width=*/tiling.columns,
                     /*down=*/tiling.getInstructionColumns() / stripRows,
                     /*across=*/1, lanes) {}

protected:
  Value getStripRow(int64_t strip) const override {
    return loops->add(loops->mul(getGroup(), tiling.getInstructionColumns()),
                      strip * stripRows);
  }

  void storeStrip(ValueRange sums, int64_t strip, int64_t) const override {
    Value column = loops->add(getWarpRow(), getCoreRow());
    for (int64_t first = 0; first < stripRows; first += coreColumns)
      for (int64_t i = 0; i < sumsPerCore; ++i) {
        int64_t sum =
            (strip * stripRows + first) / coreColumns * sumsPerCore + i;
        storeValues(getSum(sums, /*product=*/0, sum), strip,
                    loops->add(getCoreColumn(), first + i % 2),
                    loops->add(column, i / 2 * coreRows), {0, 0});
      }
  }

  /// Lanes store a word of each of eight columns and of every other of eight
  /// rows together, and load every other four words of a row. So the odd fours
  /// of a row lie behind the even ones, half of the banks further, and those of
  /// every other row begin four words later.
  Place findPlace(Value row, Value column) const override {
    auto add = [&](Value a, Value b) { return loops->add(a, b); };
    constexpr int64_t banks = bankBytes / 4, fours = banks / wordsTogether;
    Value four = loops->div(column, wordsTogether);
    Value isOdd = loops->rem(four, 2);
    Value turned =
        add(add(loops->div(four, 2), loops->rem(loops->div(row, 2), 4)),
            loops->mul(isOdd, fours / 2));
    Value place = add(loops->mul(isOdd, width / wordsTogether / 2),
                      loops->rem(turned, fours));
    return {row, add(loops->mul(place, wordsTogether),
                     loops->rem(column, wordsTogether))};
  }
  SmallVector<int64_t> getShape() const override {
    return {2, stripRows, width};
  }
  void join() const override { barrierOfGroup(*loops, getGroup()); }

private:
  static constexpr int64_t stripRows = 16;
};
} // namespace

std::unique_ptr<ResultStrips>
cuda::makeResultStrips(const ProductTiling &tiling, int64_t lanes) {
  if (tiling.channelsAsRows)
    return std::make_unique<GroupStrips>(tiling, lanes);
  return std::make_unique<WarpStrips>(tiling, lanes);
}

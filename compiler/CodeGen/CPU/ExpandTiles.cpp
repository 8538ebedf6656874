//===- ExpandTiles.cpp - Tiles without a matrix unit ----------------------===//
//
// A tile becomes a buffer on the stack, of one row of a matrix behind another.
// An op is a loop over the rows, so that code stays small. Loops and branches
// carry no buffers: each tile that they carry has a fixed one, which what they
// yield is copied to.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/Passes.h"
#include "compiler/CodeGen/VectorCode.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace anabranch::codegen::cpu {
#define GEN_PASS_DEF_EXPANDTILESPASS
#include "compiler/CodeGen/CPU/Passes.h.inc"
} // namespace anabranch::codegen::cpu

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

static bool isTile(Type type) { return isa<amx::TileType>(type); }
static bool isTileValue(Value value) { return isTile(value.getType()); }

namespace {
/// Expands the tiles of one function-to-be: a function without its parallel
/// bodies, or one of these.
class TileExpander {
public:
  explicit TileExpander(Block &frame) : frame(frame) {}

  LogicalResult run() { return expand(frame, {}); }

private:
  /// Expands a block's ops. The tiles that its terminator yields are copied to
  /// `results`.
  LogicalResult expand(Block &block, ArrayRef<Value> results) {
    SmallVector<Value> outerBuffers;
    std::swap(outerBuffers, blockBuffers);
    SmallVector<Operation *> expanded;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      if (isa<scf::YieldOp>(op))
        yield(op, results);
      else if (failed(expand(op)))
        return failure();
      if (isa_and_present<amx::AMXDialect>(op.getDialect()) ||
          llvm::any_of(op.getResultTypes(), isTile))
        expanded.push_back(&op);
    }
    for (Operation *op : llvm::reverse(expanded))
      op->erase();
    // Another block's tiles may have the buffers now.
    for (Value buffer : blockBuffers)
      unused[buffer.getType()].push_back(buffer);
    blockBuffers = std::move(outerBuffers);
    return success();
  }

  LogicalResult expand(Operation &op) {
    OpBuilder builder(&op);
    LoopBuilder loops(builder, op.getLoc());
    return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
        .Case<amx::TileZeroOp, amx::TileLoadOp, amx::TileStoreOp,
              amx::TileMulFOp>([&](auto tileOp) {
          expand(tileOp, loops);
          return success();
        })
        .Case<scf::ForOp, scf::IfOp>(
            [&](auto branch) { return expand(branch, loops); })
        .Case([&](kernel::ParallelOp loop) {
          return TileExpander(loop.getBody().front()).run();
        })
        .Default([&](Operation *other) -> LogicalResult {
          if (llvm::any_of(other->getOperandTypes(), isTile) ||
              llvm::any_of(other->getResultTypes(), isTile))
            return other->emitOpError("has a tile that cannot be expanded");
          for (Region &region : other->getRegions())
            for (Block &block : region)
              if (failed(expand(block, {})))
                return failure();
          return success();
        });
  }

  void expand(amx::TileZeroOp op, LoopBuilder &loops) {
    Value buffer = makeBuffer(op.getRes());
    Type row = getRowType(buffer);
    Value zero = arith::ConstantOp::create(loops.builder, loops.location, row,
                                           loops.builder.getZeroAttr(row));
    forEachRow(loops, buffer,
               [&](Value r) { storeRow(loops, zero, buffer, r); });
  }

  void expand(amx::TileLoadOp op, LoopBuilder &loops) {
    Value buffer = makeBuffer(op.getRes());
    forEachRow(loops, buffer, [&](Value r) {
      Value row = vector::LoadOp::create(
          loops.builder, loops.location, getRowType(buffer), op.getBase(),
          getPlace(loops, op.getIndices(), op.getStride(), r));
      storeRow(loops, row, buffer, r);
    });
  }

  void expand(amx::TileStoreOp op, LoopBuilder &loops) {
    Value buffer = buffers.at(op.getVal());
    forEachRow(loops, buffer, [&](Value r) {
      vector::StoreOp::create(
          loops.builder, loops.location, loadRow(loops, buffer, r),
          op.getBase(), getPlace(loops, op.getIndices(), op.getStride(), r));
    });
  }

  /// A row of sums at a time. Products of two numbers of bf16 are exact in f32.
  void expand(amx::TileMulFOp op, LoopBuilder &loops) {
    Value lhs = buffers.at(op.getLhs()), rhs = buffers.at(op.getRhs());
    Value sums = buffers.at(op.getAcc());
    Value result = takeBuffer(op.getAccMutable(), op.getRes());
    Type type = getRowType(result);
    OpBuilder &builder = loops.builder;
    Location location = loops.location;
    auto addProduct = [&](Value sum, Value r, Value column, Value factors) {
      Value factor =
          memref::LoadOp::create(builder, location, lhs, ValueRange{r, column});
      factor = arith::ExtFOp::create(builder, location, builder.getF32Type(),
                                     factor);
      factor = vector::BroadcastOp::create(builder, location, type, factor);
      Value wide = arith::ExtFOp::create(builder, location, type, factors);
      Value product = arith::MulFOp::create(builder, location, factor, wide);
      return arith::AddFOp::create(builder, location, sum, product);
    };
    forEachRow(loops, result, [&](Value r) {
      Value depth = loops.index(cast<MemRefType>(rhs.getType()).getDimSize(0));
      Value start = loadRow(loops, sums, r);
      ValueRange sum = loops.loop(
          loops.index(0), depth, 1, start,
          [&](Value k, ValueRange carried) -> SmallVector<Value> {
            auto pairs = vector::DeinterleaveOp::create(builder, location,
                                                        loadRow(loops, rhs, k));
            Value even = loops.mul(k, 2);
            Value half = addProduct(carried[0], r, even, pairs.getRes1());
            return {addProduct(half, r, loops.add(even, 1), pairs.getRes2())};
          });
      storeRow(loops, sum[0], result, r);
    });
  }

  LogicalResult expand(scf::ForOp op, LoopBuilder &loops) {
    if (llvm::none_of(op.getInits(), isTileValue))
      return expand(*op.getBody(), {});
    SmallVector<Value> tiles, others;
    llvm::BitVector isCarriedTile(op.getBody()->getNumArguments());
    for (auto [init, argument, result] : llvm::zip_equal(
             op.getInitsMutable(), op.getRegionIterArgs(), op.getResults())) {
      if (!isTileValue(init.get())) {
        others.push_back(init.get());
        continue;
      }
      Value start = buffers.at(init.get());
      Value buffer = takeBuffer(init, result);
      if (buffer != start)
        copy(loops, start, buffer);
      buffers[argument] = buffer;
      tiles.push_back(buffer);
      isCarriedTile.set(argument.getArgNumber());
    }
    if (failed(expand(*op.getBody(), tiles)))
      return failure();
    auto loop =
        scf::ForOp::create(loops.builder, loops.location, op.getLowerBound(),
                           op.getUpperBound(), op.getStep(), others);
    op.getBody()->eraseArguments(isCarriedTile);
    replace(op, loop);
    return success();
  }

  LogicalResult expand(scf::IfOp op, LoopBuilder &loops) {
    SmallVector<Value> tiles;
    SmallVector<Type> others;
    for (Value result : op.getResults()) {
      if (isTileValue(result))
        tiles.push_back(makeBuffer(result));
      else
        others.push_back(result.getType());
    }
    for (Region &region : op->getRegions())
      if (!region.empty() && failed(expand(region.front(), tiles)))
        return failure();
    if (tiles.empty())
      return success();
    auto branch = scf::IfOp::create(loops.builder, loops.location, others,
                                    op.getCondition(), /*withElseRegion=*/true);
    replace(op, branch);
    return success();
  }

  /// Moves the regions of an op to one that has no tiles. The old op's tiles
  /// may still have uses.
  static void replace(Operation *op, Operation *replacement) {
    for (auto [to, from] :
         llvm::zip_equal(replacement->getRegions(), op->getRegions()))
      to.takeBody(from);
    auto next = replacement->result_begin();
    for (Value result : op->getResults())
      if (!isTileValue(result))
        result.replaceAllUsesWith(*next++);
  }

  /// Copies the tiles of a yield to where they are expected, all at once, since
  /// some may be among those that are overwritten.
  void yield(Operation &op, ArrayRef<Value> results) {
    OpBuilder builder(&op);
    LoopBuilder loops(builder, op.getLoc());
    SmallVector<std::pair<Value, Value>> copies;
    SmallVector<Value> others;
    const Value *target = results.begin();
    for (Value operand : op.getOperands()) {
      if (!isTileValue(operand)) {
        others.push_back(operand);
        continue;
      }
      if (Value buffer = buffers.at(operand); buffer != *target) {
        Value moved = getBuffer(operand.getType());
        copy(loops, buffer, moved);
        copies.emplace_back(moved, *target);
      }
      ++target;
    }
    op.setOperands(others);
    for (auto [from, to] : copies)
      copy(loops, from, to);
  }

  /// An unused buffer for a tile, at the beginning of the function-to-be: the
  /// stack would grow with each one that a loop makes.
  Value getBuffer(Type type) {
    auto tile = cast<amx::TileType>(type);
    auto memory = MemRefType::get(tile.getShape(), tile.getElementType());
    SmallVector<Value> &ready = unused[memory];
    if (ready.empty()) {
      OpBuilder builder(&frame, frame.begin());
      ready.push_back(memref::AllocaOp::create(
          builder, frame.getParentOp()->getLoc(), memory,
          builder.getI64IntegerAttr(cacheLineBytes)));
    }
    blockBuffers.push_back(ready.pop_back_val());
    return blockBuffers.back();
  }

  Value makeBuffer(Value tile) {
    return buffers[tile] = getBuffer(tile.getType());
  }

  /// A buffer for `result`: the operand's, if no one needs that again.
  Value takeBuffer(OpOperand &operand, Value result) {
    Value tile = operand.get();
    bool isLast = tile.hasOneUse() &&
                  tile.getParentBlock() == operand.getOwner()->getBlock();
    if (!isLast)
      return makeBuffer(result);
    Value buffer = buffers.at(tile);
    return buffers[result] = buffer;
  }

  static void copy(LoopBuilder &loops, Value from, Value to) {
    forEachRow(loops, to, [&](Value r) {
      storeRow(loops, loadRow(loops, from, r), to, r);
    });
  }

  static VectorType getRowType(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    return VectorType::get({type.getDimSize(1)}, type.getElementType());
  }

  static void forEachRow(LoopBuilder &loops, Value buffer,
                         function_ref<void(Value)> body) {
    loops.loop(cast<MemRefType>(buffer.getType()).getDimSize(0), body);
  }

  static Value loadRow(LoopBuilder &loops, Value buffer, Value row) {
    return vector::LoadOp::create(loops.builder, loops.location,
                                  getRowType(buffer), buffer,
                                  ValueRange{row, loops.index(0)});
  }

  static void storeRow(LoopBuilder &loops, Value value, Value buffer,
                       Value row) {
    vector::StoreOp::create(loops.builder, loops.location, value, buffer,
                            ValueRange{row, loops.index(0)});
  }

  /// A row's place in memory: a stride further than the one before, or a row
  /// of the memory further.
  static SmallVector<Value> getPlace(LoopBuilder &loops, ValueRange indices,
                                     Value stride, Value row) {
    SmallVector<Value> place(indices);
    if (stride)
      place.back() = loops.add(place.back(), loops.mul(row, stride));
    else
      place[place.size() - 2] = loops.add(place[place.size() - 2], row);
    return place;
  }

  Block &frame;
  DenseMap<Value, Value> buffers;            ///< of each tile
  DenseMap<Type, SmallVector<Value>> unused; ///< buffers of each type
  SmallVector<Value> blockBuffers;           ///< that the block has taken
};

struct ExpandTilesPass : cpu::impl::ExpandTilesPassBase<ExpandTilesPass> {
  void runOnOperation() override {
    for (Block &block : getOperation().getBody())
      if (failed(TileExpander(block).run()))
        return signalPassFailure();
    getOperation()->removeAttr("kernel.matrix_unit");
  }
};
} // namespace

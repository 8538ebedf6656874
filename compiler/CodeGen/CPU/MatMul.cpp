//===- MatMul.cpp - Matrix products of activations ------------------------===//
//
// See compiler/Schedule/CPU/MatMulTiling.h for the units of work.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CPU/BlockSums.h"
#include "compiler/CodeGen/CPU/Kernels.h"
#include "compiler/CodeGen/CPU/MatrixTile.h"
#include "compiler/Schedule/CPU/MatMulTiling.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

namespace {
class MatMulGenerator {
public:
  MatMulGenerator(kernel::MatMulOp op, Value extent, LoopBuilder &loops,
                  const schedule::VectorUnit &unit)
      : op(op), arguments(op), extent(extent), loops(loops),
        element(arguments.element),
        elementBytes(element.getIntOrFloatBitWidth() / 8), shape(op.getShape()),
        tiling(schedule::tileMatMul(shape, elementBytes, unit)),
        lanes(tiling.lanes), panelColumns(tiling.getPanelColumns()),
        isTransposed(op.getTransposeLhs()),
        isCopied(isTransposed || !kernel::isIdentity(op.getLhsPrologue())) {}

  void generate() {
    Value blocks = loops.mul(extent, tiling.getExampleBlocks());
    BlockSums sums(loops, arguments, blocks, shape.columns);
    int64_t panel = getLhsSize(), accumulators = panel + getPanelSize();
    int64_t size = accumulators + getAccumulatorSize();
    loops.parallel(blocks, size * elementBytes,
                   [&](Value number, Value scratch) {
                     Block block = findBlock(number);
                     block.panel = view(scratch, panel, getPanelSize());
                     block.accumulators =
                         view(scratch, accumulators, getAccumulatorSize());
                     prepareLhs(block, scratch);
                     forEachPanel([&](Value column, int64_t valid) {
                       sums.zero(number, column, valid, lanes);
                       computePanel(block, column, valid, sums);
                     });
                   });
    sums.combine(lanes);
  }

private:
  /// A unit of work: some rows of one of the results.
  struct Block {
    Value number;
    Value matrix;                     ///< of the whole batch
    SmallVector<Value> matrixIndices; ///< of it, in all operands
    Value row, rows;                  ///< first row, and how many
    Value lhs, lhsStart;              ///< the first row's first element
    Value panel, accumulators;        ///< in scratch memory
  };
  /// A tile of results: from a row of the block on, and a column.
  struct Tile {
    Value row, column;
    int64_t rows, validColumns;
    int64_t getVectors(int64_t lanes) const {
      return (validColumns + lanes - 1) / lanes;
    }
  };

  //===--------------------------------------------------------------------===//
  // Scratch memory, in elements
  //===--------------------------------------------------------------------===//

  int64_t align(int64_t size) const {
    return static_cast<int64_t>(llvm::alignTo(
        static_cast<uint64_t>(size),
        static_cast<uint64_t>(std::max(lanes, arguments.getLineElements()))));
  }
  /// Of a line of the left operand's copy: a row, or if that is transposed a
  /// column. Vectors are stored whole.
  int64_t getLhsPitch() const {
    return isCopied ? align(isTransposed ? tiling.blockRows : shape.depth)
                    : shape.depth;
  }
  int64_t getLhsSize() const {
    if (!isCopied)
      return 0;
    return getLhsPitch() * (isTransposed ? shape.depth : tiling.blockRows);
  }
  int64_t getPanelSize() const {
    return align(tiling.chunkDepth * panelColumns);
  }
  int64_t getAccumulatorSize() const {
    return tiling.getChunks() == 1 ? 0 : tiling.blockRows * panelColumns;
  }
  Value view(Value scratch, int64_t begin, int64_t size) {
    return size == 0 ? Value()
                     : loops.view(scratch, begin * elementBytes, element, size);
  }

  //===--------------------------------------------------------------------===//
  // The parts of the work
  //===--------------------------------------------------------------------===//

  Block findBlock(Value number) {
    Block block;
    block.number = number;
    block.matrix = loops.div(number, tiling.getRowBlocks());
    block.row =
        loops.mul(loops.rem(number, tiling.getRowBlocks()), tiling.blockRows);
    block.rows = loops.blockSize(block.row, tiling.blockRows, shape.rows);
    Value rest = block.matrix;
    ArrayRef<int64_t> inExample =
        arguments.domain.getShape().drop_front().drop_back(2);
    for (int64_t size : llvm::reverse(inExample)) {
      block.matrixIndices.insert(block.matrixIndices.begin(),
                                 loops.rem(rest, size));
      rest = loops.div(rest, size);
    }
    block.matrixIndices.insert(block.matrixIndices.begin(), rest);
    return block;
  }

  static SmallVector<Value> getIndices(const Block &block, Value row,
                                       Value column) {
    SmallVector<Value> indices = block.matrixIndices;
    indices.append({row, column});
    return indices;
  }

  void forEachPanel(function_ref<void(Value, int64_t)> body) {
    int64_t whole = shape.columns / panelColumns * panelColumns;
    loops.loop(
        whole, [&](Value column) { body(column, panelColumns); }, panelColumns);
    if (whole < shape.columns)
      body(loops.index(whole), shape.columns - whole);
  }

  /// Calls `body` for each tile of the block's rows with their number.
  void forEachTile(const Block &block,
                   function_ref<void(Value, int64_t)> body) {
    int64_t tile = tiling.tileRows, rest = shape.rows % tile;
    Value whole = loops.mul(loops.div(block.rows, tile), tile);
    loops.loop(
        whole, [&](Value row) { body(row, tile); }, tile);
    if (rest == 0)
      return;
    if (tiling.getRowBlocks() == 1)
      return body(whole, rest);
    loops.when(loops.less(whole, block.rows), [&] { body(whole, rest); });
  }

  //===--------------------------------------------------------------------===//
  // Operands
  //===--------------------------------------------------------------------===//

  void prepareLhs(Block &block, Value scratch) {
    if (isCopied) {
      block.lhs = loops.view(scratch, 0, element, getLhsSize());
      block.lhsStart = loops.index(0);
      return copyLhs(block);
    }
    OpFoldResult size =
        loops.mul(extent, shape.matrices * shape.rows * shape.depth);
    OpFoldResult one = loops.builder.getIndexAttr(1);
    block.lhs = memref::ReinterpretCastOp::create(
        loops.builder, loops.location,
        MemRefType::get({ShapedType::kDynamic}, element), op.getLhs().front(),
        /*offset=*/loops.builder.getIndexAttr(0), size, one);
    Value row = loops.add(loops.mul(block.matrix, shape.rows), block.row);
    block.lhsStart = loops.mul(row, shape.depth);
  }

  /// Copies the block's rows, line by line as they lie in memory.
  void copyLhs(const Block &block) {
    auto copy = [&](Value line, Value place, Value row, Value column,
                    Lanes vector) {
      Value value = loadWithPrologue(loops, op.getLhs(), op.getLhsPrologue(),
                                     getIndices(block, row, column), vector);
      storeLanes(loops, value, block.lhs,
                 loops.add(loops.mul(line, getLhsPitch()), place),
                 vector.isScalar() ? vector : Lanes{lanes, lanes});
    };
    if (!isTransposed)
      return loops.loop(block.rows, [&](Value row) {
        forEachVector(
            loops, shape.depth, lanes, [&](Value depth, Lanes vector) {
              copy(row, depth, loops.add(block.row, row), depth, vector);
            });
      });
    loops.loop(shape.depth, [&](Value depth) {
      auto run = [&](Lanes vector) {
        return [&, vector](Value row) {
          copy(depth, row, depth, loops.add(block.row, row), vector);
        };
      };
      Value whole = loops.mul(loops.div(block.rows, lanes), lanes);
      loops.loop(loops.index(0), whole, run({lanes, lanes}), lanes);
      loops.loop(whole, block.rows, run({0, 0}));
    });
  }

  /// An element or a vector of the right operand as it lies in memory.
  Value loadRhs(const Block &block, Value row, Value column, Lanes vector) {
    return loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(),
                            getIndices(block, row, column), vector);
  }
  void storeInPanel(const Block &block, Value value, Value depth, Value column,
                    Lanes vector) {
    storeLanes(loops, value, block.panel,
               loops.add(loops.mul(depth, panelColumns), column), vector);
  }

  /// Copies `count` lines of a panel, with anything in the lanes beyond the
  /// last column: their sums are not stored.
  void packPanel(const Block &block, Value column, int64_t valid, Value first,
                 Value count) {
    Lanes whole{lanes, lanes};
    if (!op.getTransposeRhs())
      return loops.loop(count, [&](Value depth) {
        for (int64_t lane = 0; lane < valid; lane += lanes)
          storeInPanel(block,
                       loadRhs(block, loops.add(first, depth),
                               loops.add(column, lane),
                               {lanes, std::min(lanes, valid - lane)}),
                       depth, loops.index(lane), whole);
      });
    Value squares = loops.mul(loops.div(count, lanes), lanes);
    forEachVector(loops, valid, lanes, [&](Value lane, Lanes vector) {
      loops.loop(
          loops.index(0), squares,
          [&](Value depth) {
            packSquare(block, loops.add(column, lane), vector.valid, first,
                       depth, lane);
          },
          lanes);
    });
    loops.loop(squares, count, [&](Value depth) {
      loops.loop(valid, [&](Value lane) {
        storeInPanel(block,
                     loadRhs(block, loops.add(column, lane),
                             loops.add(first, depth), {0, 0}),
                     depth, lane, {0, 0});
      });
    });
  }

  void packSquare(const Block &block, Value column, int64_t valid, Value first,
                  Value depth, Value lane) {
    Lanes whole{lanes, lanes};
    SmallVector<Value> rows;
    for (int64_t row = 0; row < lanes; ++row)
      rows.push_back(row < valid ? loadRhs(block, loops.add(column, row),
                                           loops.add(first, depth), whole)
                                 : splat(loops, element, 0, whole));
    for (auto [line, value] : llvm::enumerate(transpose(loops, rows)))
      storeInPanel(block, value, loops.add(depth, static_cast<int64_t>(line)),
                   lane, whole);
  }

  //===--------------------------------------------------------------------===//
  // Products
  //===--------------------------------------------------------------------===//

  void computePanel(const Block &block, Value column, int64_t valid,
                    BlockSums &sums) {
    if (tiling.getChunks() == 1) {
      Value first = loops.index(0), depth = loops.index(shape.depth);
      packPanel(block, column, valid, first, depth);
      return forEachTile(block, [&](Value row, int64_t rows) {
        Tile tile{row, column, rows, valid};
        prefetch(block, tile);
        SmallVector<Value> zeros = getZeroAccumulators(
            loops, rows * tile.getVectors(lanes), element, lanes);
        finish(block, tile, multiply(block, tile, first, depth, zeros), sums);
      });
    }
    loops.loop(tiling.getChunks(), [&](Value chunk) {
      Value first = loops.mul(chunk, tiling.chunkDepth);
      Value depth = loops.blockSize(first, tiling.chunkDepth, shape.depth);
      Value isFirst = loops.less(chunk, loops.index(1));
      Value isLast = loops.equal(chunk, tiling.getChunks() - 1);
      packPanel(block, column, valid, first, depth);
      forEachTile(block, [&](Value row, int64_t rows) {
        Tile tile{row, column, rows, valid};
        loops.when(isLast, [&] { prefetch(block, tile); });
        StoredAccumulators stored = getAccumulators(block, tile);
        ValueRange results =
            multiply(block, tile, first, depth, stored.start(loops, isFirst));
        loops.when(
            isLast, [&] { finish(block, tile, results, sums); },
            [&] { stored.store(loops, results); });
      });
    });
  }

  StoredAccumulators getAccumulators(const Block &block, const Tile &tile) {
    StoredAccumulators stored{block.accumulators, {}, lanes};
    for (int64_t row = 0; row < tile.rows; ++row)
      for (int64_t v = 0; v < tile.getVectors(lanes); ++v)
        stored.offsets.push_back(loops.add(
            loops.mul(loops.add(tile.row, row), panelColumns), v * lanes));
    return stored;
  }

  ValueRange multiply(const Block &block, const Tile &tile, Value first,
                      Value depth, ValueRange accumulators) {
    int64_t rowStep = isTransposed ? 1 : getLhsPitch();
    int64_t depthStep = isTransposed ? getLhsPitch() : 1;
    Value start =
        loops.add(loops.mul(tile.row, rowStep), loops.mul(first, depthStep));
    SmallVector<int64_t> offsets;
    for (int64_t row = 0; row < tile.rows; ++row)
      offsets.push_back(row * rowStep);
    MatrixTile product{block.lhs,
                       loops.add(block.lhsStart, start),
                       offsets,
                       depthStep,
                       block.panel,
                       loops.index(0),
                       /*rhsStep=*/panelColumns,
                       tile.getVectors(lanes),
                       lanes};
    return multiplyTile(loops, product, depth, accumulators);
  }

  //===--------------------------------------------------------------------===//
  // Results
  //===--------------------------------------------------------------------===//

  SmallVector<Value> getResultIndices(const Block &block, const Tile &tile,
                                      int64_t row, int64_t column) {
    return getIndices(block, loops.add(block.row, loops.add(tile.row, row)),
                      loops.add(tile.column, column));
  }

  /// Fetches ahead what `finish` will read and write.
  void prefetch(const Block &block, const Tile &tile) {
    int64_t line = arguments.getLineElements();
    for (int64_t row = 0; row < tile.rows; ++row)
      for (int64_t column = 0; column < tile.validColumns; column += line)
        arguments.prefetchEpilogue(loops,
                                   getResultIndices(block, tile, row, column));
  }

  void finish(const Block &block, const Tile &tile, ValueRange results,
              BlockSums &sums) {
    int64_t vectors = tile.getVectors(lanes);
    for (int64_t v = 0; v < vectors; ++v) {
      SmallVector<Value> rows;
      for (int64_t row = 0; row < tile.rows; ++row)
        rows.push_back(results[row * vectors + v]);
      sums.storeEpilogues(
          block.number, rows,
          [&](int64_t row) {
            return getResultIndices(block, tile, row, v * lanes);
          },
          {lanes, std::min(lanes, tile.validColumns - v * lanes)});
    }
  }

  kernel::MatMulOp op;
  KernelArguments arguments;
  Value extent;
  LoopBuilder &loops;
  Type element;
  int64_t elementBytes;
  kernel::MatMulShape shape;
  schedule::MatMulTiling tiling;
  int64_t lanes, panelColumns;
  bool isTransposed; ///< the left operand
  bool isCopied;     ///< to scratch memory
};
} // namespace

void cpu::generate(kernel::MatMulOp op, Value extent, LoopBuilder &loops,
                   const schedule::VectorUnit &unit) {
  MatMulGenerator(op, extent, loops, unit).generate();
}

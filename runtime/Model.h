//===- Model.h - What generated code and the runtime know of each other ---===//
//
// The compiler emits one constant `anabranch_model` of the structures below;
// the runtime reads it and calls the kernels in it. Nothing else crosses the
// border, and this header is plain C so that any code generator can meet it.
//
//===----------------------------------------------------------------------===//

#ifndef ANABRANCH_RUNTIME_MODEL_H
#define ANABRANCH_RUNTIME_MODEL_H

#include <stdint.h>

// C, and C's style:
// NOLINTBEGIN(modernize-use-using,readability-identifier-naming)

#ifdef __cplusplus
extern "C" {
#endif

/// Raised whenever a structure below changes.
#define ANABRANCH_ABI_VERSION 8

/// Every buffer starts at a multiple of this many bytes (a cache line, and the
/// widest vector of today's CPUs).
#define ANABRANCH_ALIGNMENT 64

/// A size or an arena offset that grows with the batch:
/// `fixed + per_example * batch_size`, in bytes unless said otherwise.
typedef struct AnabranchExtent {
  int64_t fixed;
  int64_t per_example;
} AnabranchExtent;

typedef enum AnabranchElementType {
  ANABRANCH_F32 = 0,
  ANABRANCH_F64 = 1,
  ANABRANCH_I32 = 2
} AnabranchElementType;

/// A generated kernel. `extent` is the launch's size
/// (`AnabranchLaunch::extent`: examples, rows or elements) and `buffers` its
/// operands' addresses.
typedef void (*AnabranchKernel)(int64_t extent, char *const *buffers);

/// The body of a kernel's parallel loop: one fixed piece of the work. `scratch`
/// is memory of the calling thread's own, aligned to ANABRANCH_ALIGNMENT.
typedef void (*AnabranchBody)(int64_t extent, char *const *buffers,
                              int64_t index, char *scratch);

/// Calls `body` for every index in [begin, end), spread over the threads.
/// Called by generated code, implemented by the runtime. Which thread runs
/// which index is unspecified; kernels are written so that their results do not
/// depend on it. What they store past the caches is seen by all threads
/// afterwards.
void anabranch_parallel_for(AnabranchBody body, int64_t extent,
                            char *const *buffers, int64_t begin, int64_t end);

/// What a launch does with one of its kernel's buffers.
typedef enum AnabranchBufferUse {
  ANABRANCH_UNUSED = '-',
  ANABRANCH_USED = 'u',
  /// It writes a part, beside other launches of the kernel's that do so too.
  ANABRANCH_PART = 'p'
} AnabranchBufferUse;

/// Runs `function`, a null-terminated name in the device's code, on the GPU:
/// in `blocks_x` by `blocks_y` blocks of `threads` threads that have
/// `shared_bytes` of memory together. The function gets the extent and the
/// number of multiprocessors (each as an int32_t), and each of the buffers, of
/// whose uses `uses` has a letter each, null-terminated. Called by generated
/// kernels, implemented by the runtime. It does not wait for the end; launches
/// that use the same buffer run in order, unless they only read it or write
/// parts of it.
void anabranch_launch(const char *function, int64_t blocks_x, int64_t blocks_y,
                      int64_t threads, int64_t shared_bytes, int64_t extent,
                      char *const *buffers, const char *uses);

/// How many multiprocessors the GPU has. Called by generated kernels,
/// implemented by the runtime.
int64_t anabranch_multiprocessors(void);

/// How a data set has a tensor of each example.
typedef enum AnabranchEncoding {
  ANABRANCH_PLAIN = 0,        ///< as programs read it
  ANABRANCH_SCALED_BYTES = 1, ///< uint8, to be divided by 255
  /// One int32 an example, to be turned into a one-hot row.
  ANABRANCH_CLASS_INDEX = 2,
  ANABRANCH_RAW_BYTES = 3 ///< uint8, to be read as numbers from 0 to 255
} AnabranchEncoding;

/// A kernel that fetches a batch of one kind of tensor from a data set in the
/// GPU's memory. Its extent is the number of examples, and its buffers are a
/// list of their addresses (uint64_t) and the program's tensor. Examples begin
/// at multiples of their size behind an address that is a multiple of 16.
typedef struct AnabranchFetch {
  AnabranchEncoding encoding;
  AnabranchElementType element_type; ///< as the program reads it
  int64_t elements;                  ///< of one example, likewise
  AnabranchKernel kernel;
} AnabranchFetch;

/// Code for an NVIDIA GPU. The arena lies in its memory then, and kernels call
/// `anabranch_launch`.
typedef struct AnabranchDevice {
  const char *chip; ///< "sm_90a": what it was compiled for; or "emulator"
  /// For cuModuleLoadData, null if it is not there or cannot be run. PTX is for
  /// the driver's assembler.
  const void *cubin, *ptx;
  /// Whether it multiplies bf16 on tensor cores, where it can; 0 or 1.
  int32_t multiplies_bf16;
  /// Examples at which a tensor would have 2^31 elements.
  int64_t largest_batch;
  int64_t fetch_count;
  const AnabranchFetch *fetches;
} AnabranchDevice;

/// One step of a program: a kernel and where its operands lie.
typedef struct AnabranchLaunch {
  AnabranchKernel kernel;
  const char *name;       ///< the kernel's symbol, shared by equal kernels
  const char *layers;     ///< the layers it computes, comma-separated
  AnabranchExtent extent; ///< the kernel's first argument, in its own unit
  int64_t buffer_count;
  const AnabranchExtent *buffers; ///< arena offsets
  AnabranchExtent flops;          ///< additions and multiplications
  AnabranchExtent bytes;          ///< read and written, each operand once
  int64_t read_count;             ///< the first buffers, which are only read
  const AnabranchExtent *sizes;   ///< the buffers', in bytes
} AnabranchLaunch;

/// How a parameter gets its first value. Keras's variance-scaling initializers
/// (Glorot, He, LeCun) are resolved to these by the compiler.
typedef enum AnabranchInitializer {
  ANABRANCH_CONSTANT = 0,         ///< every element is `a`
  ANABRANCH_UNIFORM = 1,          ///< uniform in [a, b)
  ANABRANCH_NORMAL = 2,           ///< mean `a`, standard deviation `b`
  ANABRANCH_TRUNCATED_NORMAL = 3, ///< as NORMAL, redrawn beyond 2 b from a
  ANABRANCH_DATA = 4              ///< the bytes at `data`
} AnabranchInitializer;

typedef enum AnabranchParameterKind {
  ANABRANCH_TRAINABLE = 0,     ///< changed by the optimizer
  ANABRANCH_NON_TRAINABLE = 1, ///< moving statistics, frozen weights
  ANABRANCH_OPTIMIZER_SLOT = 2 ///< momentum, Adam's moments
} AnabranchParameterKind;

/// A tensor that lives from step to step, at a fixed arena offset.
typedef struct AnabranchParameter {
  const char *name; ///< "layer/variable"; optimizer slots "slot/layer/variable"
  AnabranchParameterKind kind;
  AnabranchElementType element_type;
  int64_t rank;
  const int64_t *shape;
  int64_t offset; ///< bytes from the arena's start
  AnabranchInitializer initializer;
  double a, b;
  const void *data; ///< trained values, or null
} AnabranchParameter;

/// A program's input or output: one such tensor per example, stored row-major
/// behind each other, or a single scalar (rank 0, `place.per_example` 0).
typedef struct AnabranchTensor {
  const char *name; ///< the input layer's name, or the output layer's
  AnabranchElementType element_type;
  int64_t rank; ///< without the batch dimension
  const int64_t *shape;
  AnabranchExtent place;
  /// Of an input: whether bytes are numbers from 0 to 255, since the model
  /// scales them itself, and not from 0 to 1. 0 or 1.
  int32_t reads_raw_bytes;
} AnabranchTensor;

typedef enum AnabranchTargetKind {
  ANABRANCH_TARGET_CLASS = 1,   ///< an i32 class index for each row (sparse)
  ANABRANCH_TARGET_ONE_HOT = 2, ///< one distribution over the classes
  ANABRANCH_TARGET_VALUES = 3   ///< numbers of the output's shape (regression)
} AnabranchTargetKind;

/// What one of the model's outputs is trained towards.
typedef struct AnabranchTarget {
  int64_t output;   ///< the prediction's number
  const char *loss; ///< Keras's name
  AnabranchTargetKind kind;
} AnabranchTarget;

/// A figure that is `sum` over `count`, each added up over all batches; 0 where
/// the count is 0.
typedef struct AnabranchMetric {
  const char *name; ///< as Keras shows it
  const AnabranchTensor *sum;
  const AnabranchTensor *count; ///< null: the number of examples
} AnabranchMetric;

/// What the executable does with one batch: predict has predictions, and the
/// others have targets, weights, a loss and metrics instead.
typedef struct AnabranchProgram {
  int64_t launch_count;
  const AnabranchLaunch *launches;
  int64_t input_count;
  const AnabranchTensor *inputs;
  int64_t target_count;
  const AnabranchTensor *targets; ///< as the model's; named after the outputs
  const AnabranchTensor *sample_weight; ///< one number an example; or null
  int64_t prediction_count;
  const AnabranchTensor *predictions;
  const AnabranchTensor *loss; ///< mean over the batch; or null
  int64_t metric_count;
  const AnabranchMetric *metrics;
  AnabranchExtent arena; ///< bytes, parameters included
  /// Computes what follows from the parameters alone, where this program finds
  /// it; or null. Has to run before this one, and again when parameters have
  /// changed or another program has run.
  const struct AnabranchProgram *prepare;
} AnabranchProgram;

/// How the learning rate follows from i, the number of steps done before. The
/// formulas, with the names below, are in the nn dialect's reference. Flags are
/// 0 or 1.
typedef enum AnabranchScheduleKind {
  ANABRANCH_SCHEDULE_CONSTANT = 0, ///< rate
  /// rate, decay_steps, alpha, target, warmup_steps
  ANABRANCH_SCHEDULE_COSINE = 1,
  /// rate, first_steps, t, m, alpha
  ANABRANCH_SCHEDULE_COSINE_RESTARTS = 2,
  /// rate, decay_steps, decay_rate, staircase
  ANABRANCH_SCHEDULE_EXPONENTIAL = 3,
  /// rate, decay_steps, decay_rate, staircase
  ANABRANCH_SCHEDULE_INVERSE_TIME = 4,
  /// rate, decay_steps, end_rate, power, cycle
  ANABRANCH_SCHEDULE_POLYNOMIAL = 5,
  /// n boundaries, then n + 1 values
  ANABRANCH_SCHEDULE_PIECEWISE_CONSTANT = 6
} AnabranchScheduleKind;

typedef struct AnabranchSchedule {
  AnabranchScheduleKind kind;
  int64_t number_count;
  const double *numbers; ///< as the kind lists them
} AnabranchSchedule;

/// A row of `summary`.
typedef struct AnabranchLayer {
  const char *name;
  const char *type;         ///< Keras's class name
  const char *output_shape; ///< as printed: "(None, 32, 32, 64)"
  const char *inputs;       ///< names of the layers it reads, comma-separated
  int64_t parameter_count;
} AnabranchLayer;

typedef struct AnabranchModel {
  int32_t abi_version;
  const char *name;
  const char *fusion;              ///< the --fuse list it was compiled with
  const char *optimizer;           ///< "adam", "sgd"; empty if it cannot train
  AnabranchSchedule learning_rate; ///< from the compile config
  int64_t iteration;    ///< steps that the optimizer had done when it was saved
  int64_t target_count; ///< 0 if it has no loss
  const AnabranchTarget *targets;
  int64_t layer_count;
  const AnabranchLayer *layers;
  int64_t parameter_count;
  const AnabranchParameter *parameters;
  /// Arena offsets of the f32 scalars that the runtime writes before a step,
  /// side by side behind the parameters.
  int64_t batch_size_offset;    ///< examples in this batch
  int64_t learning_rate_offset; ///< this step's
  int64_t iteration_offset;     ///< steps done before this one: 0, 1, ...
  int64_t seed_offset;          ///< a whole number below 2^24
  int64_t scratch_bytes;        ///< per thread
  /// Products of tiles of bf16 that make up a product of the kernels' numbers:
  /// 1 of bf16, 3 of f32. 0 if nothing uses tile registers.
  int32_t matrix_unit_products;
  const AnabranchProgram *train;    ///< null if the model has no loss
  const AnabranchProgram *evaluate; ///< null if the model has no loss
  const AnabranchProgram *predict;
  const AnabranchProgram *predict_single; ///< for batches of one; or null
  const AnabranchDevice *device;          ///< null: everything runs on the CPU
} AnabranchModel;

/// Emitted by the compiler.
extern const AnabranchModel anabranch_model;

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using,readability-identifier-naming)

#endif // ANABRANCH_RUNTIME_MODEL_H

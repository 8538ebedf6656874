//===- fma_peak.cpp - The machine's peak rate of multiply-adds ------------===//
//
// Prints how many GFLOP/s (a multiply-add is two) all threads reach with
// independent fused multiply-adds in registers: what no kernel can exceed.
// Compile with -O3 -march=native -pthread, so that the vectors are the
// machine's widest.
//
//===----------------------------------------------------------------------===//

#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
constexpr int vectorBytes = 64, accumulators = 24;
#else
constexpr int vectorBytes = 32, accumulators = 12;
#endif
typedef float Vector __attribute__((vector_size(vectorBytes)));
constexpr int lanes = vectorBytes / sizeof(float);

/// GFLOP/s of one thread that runs for the given time.
static double measure(double seconds, volatile float &sink) {
  using Clock = std::chrono::steady_clock;
  Vector sums[accumulators];
  for (int i = 0; i < accumulators; ++i)
    sums[i] = Vector{} + static_cast<float>(i);
  // Kept from the optimizer, which would otherwise know the products.
  volatile float factor = 0.999f, term = 1e-3f;
  Vector a = Vector{} + factor, b = Vector{} + term;
  constexpr long rounds = 100000;
  long done = 0;
  double elapsed = 0;
  Clock::time_point begin = Clock::now();
  while (elapsed < seconds) {
    for (long r = 0; r < rounds; ++r)
#pragma GCC unroll 24
      for (int i = 0; i < accumulators; ++i)
        sums[i] = sums[i] * a + b;
    done += rounds;
    elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  for (Vector sum : sums)
    sink = sink + sum[0];
  return static_cast<double>(done) * accumulators * lanes * 2 / elapsed * 1e-9;
}

int main() {
  unsigned count = std::thread::hardware_concurrency();
  std::vector<double> rates(count);
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < count; ++t)
    threads.emplace_back([&rates, t] {
      volatile float sink = 0;
      rates[t] = measure(2, sink);
    });
  double sum = 0;
  for (unsigned t = 0; t < count; ++t) {
    threads[t].join();
    sum += rates[t];
  }
  std::printf("%.1f\n", sum);
}

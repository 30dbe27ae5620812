/* A machine whose rounding is drawn: BLAS and libm as some processor might have them.
 *
 * Sums of products are taken in an order that is drawn for every entry (forward, backward, in 2, 4 or 8 lanes), with or
 * without fused multiply-add: each is what some BLAS kernel does for some shape. exp, log, tanh and their kin are off by
 * one in the last place, up or down, wherever the result is rounded at all. What is exact on every machine stays exact:
 * sums of small dyadic numbers, exp(0), log(1), pow(2, 3). What is drawn depends on the shape, the entry, where
 * the arrays begin within 16 bytes, and ROUNDING_SEED, so that a run can be repeated.
 *
 *   cc -shared -fPIC -O2 -ffp-contract=off rounding.c -o rounding.so -ldl -lm
 *   LD_PRELOAD=$PWD/rounding.so ROUNDING_SEED=1 NPY_DISABLE_CPU_FEATURES="X86_V4 ..." python ...
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t integer; /* NumPy's OpenBLAS has 64-bit integers */
enum { ROW_MAJOR = 101, NOT_TRANSPOSED = 111, UPPER = 121 };

static uint64_t seed(void) {
    static int known;
    static uint64_t value;
    if (!known) {
        const char *text = getenv("ROUNDING_SEED");
        value = text ? strtoull(text, NULL, 10) : 1;
        known = 1;
    }
    return value;
}

static uint64_t mixed(uint64_t a, uint64_t b) { /* splitmix64 */
    uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t drawn_for(integer m, integer n, integer k, integer entry, const void *x, const void *y) {
    uint64_t places = ((uintptr_t)x & 15) << 4 | ((uintptr_t)y & 15); /* SSE kernels go another way from there */
    return mixed(mixed(mixed(mixed(mixed(seed(), m), n), k), entry), places);
}

/* Sum of x[i * dx] * y[i * dy], in the order and with the fusing that `draw` says. */
#define DEFINE_SUM(NAME, REAL, FMA)                                                                  \
    static REAL NAME(integer k, const REAL *x, integer dx, const REAL *y, integer dy, uint64_t draw) { \
        REAL part[8] = {0};                                                                          \
        integer lanes = (integer)1 << (draw & 3), backward = draw >> 2 & 1, fused = draw >> 3 & 1;    \
        for (integer step = 0; step < k; step++) {                                                   \
            integer i = backward ? k - 1 - step : step;                                              \
            REAL *sum = &part[i % lanes];                                                            \
            *sum = fused ? FMA(x[i * dx], y[i * dy], *sum) : *sum + x[i * dx] * y[i * dy];           \
        }                                                                                            \
        for (; lanes > 1; lanes /= 2)                                                                \
            for (integer i = 0; i < lanes / 2; i++) part[i] += part[i + lanes / 2];                  \
        return part[0];                                                                              \
    }

#define DEFINE_BLAS(P, REAL, SUM)                                                                                     \
    REAL scipy_cblas_##P##dot64_(integer n, const REAL *x, integer dx, const REAL *y, integer dy) {                   \
        if (dx < 0) x -= (n - 1) * dx;                                                                                \
        if (dy < 0) y -= (n - 1) * dy;                                                                                \
        return SUM(n, x, dx, y, dy, drawn_for(1, 1, n, 0, x, y));                                                           \
    }                                                                                                                 \
    void scipy_cblas_##P##gemv64_(int order, int trans, integer m, integer n, REAL alpha, const REAL *A, integer lda, \
                                  const REAL *x, integer dx, REAL beta, REAL *y, integer dy) {                        \
        int rows = (order == ROW_MAJOR) == (trans == NOT_TRANSPOSED);                                                 \
        integer outer = trans == NOT_TRANSPOSED ? m : n, inner = trans == NOT_TRANSPOSED ? n : m;                     \
        if (dx < 0) x -= (inner - 1) * dx;                                                                            \
        if (dy < 0) y -= (outer - 1) * dy;                                                                            \
        for (integer i = 0; i < outer; i++) {                                                                         \
            const REAL *a = A + i * (rows ? lda : 1);                                                                 \
            REAL sum = SUM(inner, a, rows ? 1 : lda, x, dx, drawn_for(outer, 1, inner, i, A, x));                           \
            y[i * dy] = beta == 0 ? alpha * sum : alpha * sum + beta * y[i * dy];                                     \
        }                                                                                                             \
    }                                                                                                                 \
    void scipy_cblas_##P##gemm64_(int order, int ta, int tb, integer m, integer n, integer k, REAL alpha,             \
                                  const REAL *A, integer lda, const REAL *B, integer ldb, REAL beta, REAL *C,         \
                                  integer ldc) {                                                                      \
        int row = order == ROW_MAJOR, a_rows = row == (ta == NOT_TRANSPOSED), b_rows = row == (tb == NOT_TRANSPOSED); \
        for (integer i = 0; i < m; i++)                                                                               \
            for (integer j = 0; j < n; j++) {                                                                         \
                const REAL *a = A + i * (a_rows ? lda : 1), *b = B + j * (b_rows ? 1 : ldb);                          \
                REAL sum = SUM(k, a, a_rows ? 1 : lda, b, b_rows ? ldb : 1, drawn_for(m, n, k, i * n + j, A, B));           \
                REAL *c = row ? C + i * ldc + j : C + j * ldc + i;                                                    \
                *c = beta == 0 ? alpha * sum : alpha * sum + beta * *c;                                               \
            }                                                                                                         \
    }                                                                                                                 \
    void scipy_cblas_##P##syrk64_(int order, int uplo, int trans, integer n, integer k, REAL alpha, const REAL *A,    \
                                  integer lda, REAL beta, REAL *C, integer ldc) {                                     \
        int row = order == ROW_MAJOR, rows = row == (trans == NOT_TRANSPOSED);                                        \
        for (integer i = 0; i < n; i++)                                                                               \
            for (integer j = uplo == UPPER ? i : 0; j < (uplo == UPPER ? n : i + 1); j++) {                           \
                const REAL *a = A + i * (rows ? lda : 1), *b = A + j * (rows ? lda : 1);                              \
                REAL sum = SUM(k, a, rows ? 1 : lda, b, rows ? 1 : lda, drawn_for(n, n, k, i * n + j, A, A));               \
                REAL *c = row ? C + i * ldc + j : C + j * ldc + i;                                                    \
                *c = beta == 0 ? alpha * sum : alpha * sum + beta * *c;                                               \
            }                                                                                                         \
    }

DEFINE_SUM(sum_double, double, fma)
DEFINE_SUM(sum_float, float, fmaf)
DEFINE_BLAS(d, double, sum_double)
DEFINE_BLAS(s, float, sum_float)

/* The right result, or its neighbour above or below where it had to be rounded; kept within [low, high]. */
static double one_off(double right, long double exact, double x, double low, double high) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (!isfinite(right) || fabs(right) < DBL_MIN || (long double)right == exact) return right;
    uint64_t draw = mixed(seed(), bits) % 3;
    double near = draw == 0 ? right : nextafter(right, draw == 1 ? INFINITY : -INFINITY);
    return near < low || near > high ? right : near;
}

#define ROUND_OTHERWISE(F, LOW, HIGH) \
    double F(double x) {              \
        static double (*real)(double); \
        if (!real) real = (double (*)(double))dlsym(RTLD_NEXT, #F); \
        return one_off(real(x), F##l(x), x, LOW, HIGH); \
    }

ROUND_OTHERWISE(exp, 0, isless(x, 0) ? 1 : INFINITY) /* no flag is raised for NaN */
ROUND_OTHERWISE(exp2, 0, INFINITY)
ROUND_OTHERWISE(expm1, -1, INFINITY)
ROUND_OTHERWISE(log, -INFINITY, INFINITY)
ROUND_OTHERWISE(log2, -INFINITY, INFINITY)
ROUND_OTHERWISE(log10, -INFINITY, INFINITY)
ROUND_OTHERWISE(log1p, -INFINITY, INFINITY)
ROUND_OTHERWISE(tanh, -1, 1)
ROUND_OTHERWISE(sin, -1, 1)
ROUND_OTHERWISE(cos, -1, 1)
ROUND_OTHERWISE(tan, -INFINITY, INFINITY)
ROUND_OTHERWISE(atan, -2, 2)

double pow(double x, double y) {
    static double (*real)(double, double);
    if (!real) real = (double (*)(double, double))dlsym(RTLD_NEXT, "pow");
    return one_off(real(x, y), powl(x, y), x + 1024 * y, -INFINITY, INFINITY);
}
